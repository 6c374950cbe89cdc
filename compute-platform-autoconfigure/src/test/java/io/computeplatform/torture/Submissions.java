package io.computeplatform.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.JobId;
import io.computeplatform.SubmitOptions;
import io.computeplatform.torture.ChaosJob.Kind;
import io.computeplatform.torture.EventLog.Event;

import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Submits jobs in every way there is.
 */
final class Submissions {

	private static final int MAX_WAITING = 4_000;

	private static final int MAX_RECENT = 50;

	private final AsyncPlatform platform;

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	private final EventLog notes;

	private final String tenant;

	private final Random random;

	private final ExecutorService transactions = Executors.newFixedThreadPool(2, (task) -> {
		Thread thread = new Thread(task, "open-transaction");
		thread.setDaemon(true);
		return thread;
	});

	private final Semaphore openTransactions = new Semaphore(2);

	private final List<Submit> recent = new ArrayList<>();

	private final List<Kind> firstOfEach = new ArrayList<>(List.of(Kind.values()));

	private int count;

	Submissions(AsyncPlatform platform, JdbcClient jdbc, TransactionTemplate transaction, EventLog notes, String tenant,
			long seed) {
		this.platform = platform;
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.notes = notes;
		this.tenant = tenant;
		this.random = new Random(seed);
	}

	/**
	 * Submits until the file exists, while workers that are killed all the time can
	 * follow.
	 */
	void run(int perSecond, Path enough) {
		chooseTenant();
		try {
			submit(perSecond, enough);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void chooseTenant() {
		if (!this.tenant.isEmpty()) {
			Tenants.choose(this.tenant);
		}
	}

	private void submit(int perSecond, Path enough) throws InterruptedException {
		long start = System.nanoTime();
		while (!Files.exists(enough)) {
			try {
				if (this.random.nextInt(20) == 0 && waitForWorkers(enough)) {
					start = System.nanoTime() - TimeUnit.SECONDS.toNanos(this.count) / perSecond;
				}
				submit();
			}
			catch (DataAccessException | TransactionException | AmqpException ex) {
				// Whether it was submitted is open: row and business row must agree.
				TimeUnit.MILLISECONDS.sleep(100);
			}
			long due = start + TimeUnit.SECONDS.toNanos(this.count) / perSecond;
			TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
		}
	}

	/**
	 * Waits until the workers have caught up.
	 * @return whether that was needed
	 */
	private boolean waitForWorkers(Path enough) throws InterruptedException {
		boolean waited = false;
		while (waitingJobs() > MAX_WAITING && !Files.exists(enough)) {
			waited = true;
			TimeUnit.MILLISECONDS.sleep(500);
		}
		return waited;
	}

	private int waitingJobs() {
		return this.jdbc.sql("select count(*) from compute.jobs where status = 'queued'").query(Integer.class).single();
	}

	private void submit() {
		String queue = (this.random.nextInt(4) == 0) ? TortureMain.STRICT : TortureMain.SWIFT;
		switch (this.random.nextInt(11)) {
			case 0, 1, 2 -> accept(List.of(single(queue, SubmitOptions.defaults(), 0)));
			case 3, 4 -> accept(bulk(queue, 1 + this.random.nextInt(50), 0));
			case 5 -> accept(List.of(single(queue, delayed(), 0)));
			case 6 -> cancel(queue);
			case 7, 8 -> accept(this.transaction.execute((status) -> inTransaction(queue)));
			case 9 -> keepTransactionOpen();
			default -> rollBack(queue);
		}
	}

	private void accept(List<String> keys) {
		keys.forEach((key) -> this.notes.write(Event.ACCEPTED, key, 0));
	}

	private void cancel(String queue) {
		ChaosJob ordeal = intend(queue, 0);
		JobId id = this.platform.submit(queue, ordeal, delayed());
		accept(List.of(ordeal.key()));
		this.notes.write(Event.CANCELLED, id, 0);
		this.platform.cancel(id);
	}

	/**
	 * Cancels a job, or submits it once more, in a transaction that stays open for a
	 * while and then commits or not.
	 */
	private void keepTransactionOpen() {
		if (this.recent.isEmpty() || !this.openTransactions.tryAcquire()) {
			return;
		}
		Submit submit = this.recent.remove(this.random.nextInt(this.recent.size()));
		boolean cancels = this.random.nextBoolean();
		boolean commits = this.random.nextBoolean();
		int millis = this.random.nextInt(200, 5000);
		if (cancels) {
			this.notes.write(Event.CANCELLED, submit.id(), 0);
		}
		this.transactions.execute(() -> {
			chooseTenant();
			try {
				this.transaction.executeWithoutResult((status) -> {
					if (cancels) {
						this.platform.cancel(submit.id());
					}
					else {
						this.platform.submit(submit.queue(), submit.payload(),
								SubmitOptions.defaults().withId(submit.id()));
					}
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
					if (!commits) {
						status.setRollbackOnly();
					}
				});
			}
			catch (DataAccessException | TransactionException ex) {
				// Whether it was done is open, and either is right.
				this.notes.write(Event.INTERRUPTED, submit.id(), 0);
			}
			finally {
				this.openTransactions.release();
			}
		});
	}

	private void rollBack(String queue) {
		List<String> keys = this.transaction.execute((status) -> {
			status.setRollbackOnly();
			return inTransaction(queue);
		});
		keys.forEach((key) -> this.notes.write(Event.ROLLED_BACK, key, 0));
	}

	private List<String> inTransaction(String queue) {
		List<String> keys = Stream
			.concat(Stream.of(single(queue, SubmitOptions.defaults(), 1)),
					bulk(queue, this.random.nextInt(10), 1).stream())
			.toList();
		keys.forEach((key) -> this.jdbc.sql("insert into evidence.business (key) values (?)").param(key).update());
		return keys;
	}

	private String single(String queue, SubmitOptions options, int transactional) {
		ChaosJob ordeal = intend(queue, transactional);
		Object payload = (this.random.nextInt(10) == 0) ? new RevisedChaosJob(ordeal.key(), ordeal.kind()) : ordeal;
		JobId id = this.platform.submit(queue, payload, options);
		if (transactional == 0) {
			this.recent.add(new Submit(id, queue, payload));
			if (this.recent.size() > MAX_RECENT) {
				this.recent.remove(0);
			}
		}
		return ordeal.key();
	}

	private List<String> bulk(String queue, int size, int transactional) {
		List<ChaosJob> ordeals = IntStream.range(0, size).mapToObj((i) -> intend(queue, transactional)).toList();
		this.platform.submitAll(queue, ordeals);
		return ordeals.stream().map(ChaosJob::key).toList();
	}

	private SubmitOptions delayed() {
		return SubmitOptions.defaults().withDelay(Duration.ofMillis(this.random.nextInt(5000)));
	}

	private ChaosJob intend(String queue, int transactional) {
		String key = this.tenant + ":" + ProcessHandle.current().pid() + "-" + this.count++;
		this.notes.write(Event.INTENDED, key, transactional);
		return new ChaosJob(key, kind(queue));
	}

	private Kind kind(String queue) {
		if (!this.firstOfEach.isEmpty()) {
			return usable(this.firstOfEach.remove(0), queue);
		}
		int chosen = this.random.nextInt(Stream.of(Kind.values()).mapToInt(Kind::weight).sum());
		int index = 0;
		while (chosen >= Kind.values()[index].weight()) {
			chosen -= Kind.values()[index++].weight();
		}
		return usable(Kind.values()[index], queue);
	}

	/** What hangs goes where there is a timeout, what takes long where there is none. */
	private static Kind usable(Kind kind, String queue) {
		boolean strict = queue.equals(TortureMain.STRICT);
		return switch (kind) {
			case HANG, HANG_DEAF -> strict ? kind : Kind.TAKE_LONG;
			case TAKE_LONG -> strict ? Kind.HANG : kind;
			default -> kind;
		};
	}

	/**
	 * A job that was submitted outside of a transaction.
	 */
	private record Submit(JobId id, String queue, Object payload) {

	}

}
