package io.computeplatform.benchmarks.contender;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.Outbox;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The statements by which Compute Platform's relay looks for pending messages, for lost
 * messages and for orphans, as each instance runs them every few seconds; each twelfth
 * look reads more.
 */
record RelayLook(JobQueues queues, Outbox outbox, AttemptRows attempts, int batchSize, Duration grace,
		Duration pollInterval, JdbcTemplate jdbc, TransactionTemplate transactions) {

	private static final int ORPHANS = 100;

	private static final Duration OVERLAP = Duration.ofSeconds(2);

	private static final Duration RECENTLY_LOST = Duration.ofMinutes(5);

	static RelayLook in(BeanFactory beans) {
		ComputeAsyncProperties.Relay relay = beans.getBean(ComputeAsyncProperties.class).relay();
		return new RelayLook(beans.getBean(JobQueues.class), beans.getBean(Outbox.class),
				beans.getBean(AttemptRows.class), relay.batchSize(), relay.grace(), relay.pollInterval(),
				beans.getBean(JdbcTemplate.class),
				new TransactionTemplate(beans.getBean(PlatformTransactionManager.class)));
	}

	/** Number of buffers that PostgreSQL reads. */
	long buffers() {
		return Objects.requireNonNull(this.transactions.execute((status) -> {
			// The relay itself publishes what is due.
			status.setRollbackOnly();
			OffsetDateTime since = OffsetDateTime.now().minus(this.pollInterval).minus(OVERLAP);
			long before = fetched();
			this.outbox.claimDue(this.queues.names(), this.batchSize, this.grace, since);
			this.outbox.nextDue(this.queues.names(), since);
			this.outbox.waiting(this.queues.names(), this.grace);
			this.attempts.orphans(this.queues.names(), RECENTLY_LOST, new UUID(0, 0), ORPHANS);
			return fetched() - before;
		}));
	}

	/** Number of buffers that this connection has read, without those of catalogs. */
	private long fetched() {
		return Objects.requireNonNull(this.jdbc.queryForObject("""
				select coalesce(sum(pg_stat_get_xact_blocks_fetched(oid)), 0) from pg_class
				where relnamespace = 'compute'::regnamespace""", Long.class));
	}

}
