package io.computeplatform.store;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Claims tries: one guarded statement for all that threads of this process ask for at the
 * same time. It can be repeated when its outcome is unknown. Internal, thread-safe.
 */
public final class ClaimRows {

	/**
	 * Whether a worker has an executor for the type of a job, or for one that it extends.
	 */
	private static final String SERVED = """
			(type = ANY (string_to_array(served, :separator))
			    OR coalesce(other_types && string_to_array(served, :separator), false))""";

	private static final String WISHES = """
			unnest(:ids::uuid[], :queues::text[], :tryCounts::integer[], :workers::text[], :repeated::boolean[],
			    :served::text[])
			  WITH ORDINALITY AS wish (job_id, in_queue, tries, by_worker, repeated, served, place)""";

	/**
	 * What a claim may move. Whatever message comes before a job is due, the row has one
	 * of its own pending for then.
	 */
	private static final String CLAIMABLE = """
			queue = in_queue AND (status = 'queued' AND try_count = tries AND due_at <= clock_timestamp()
			  OR repeated AND status = 'in-progress' AND try_count = tries + 1 AND jobs.worker = by_worker)""";

	private static final String LEASED = """
			EXISTS (SELECT FROM compute.workers AS lease
			  WHERE lease.worker = by_worker AND lost_at IS NULL AND lease_until > now())""";

	private final Database database;

	private final GroupCommit<Wish, Claim> group = new GroupCommit<>(this::claim,
			(wish) -> claim(List.of(wish.again())).get(0));

	ClaimRows(Database database) {
		this.database = database;
	}

	/**
	 * Starts a try, if it is still to be started.
	 * @param id id of the job
	 * @param queue queue in which the message was found
	 * @param tryCount tries started before, according to the message
	 * @param worker worker that wants it
	 * @param repeated whether the answer to the same call was lost before, so that the
	 * try may have been started by it
	 * @param types names of the types for which the worker has an executor in this queue
	 * @return what came of it
	 */
	public Claim claim(UUID id, String queue, int tryCount, String worker, boolean repeated, String[] types) {
		Wish wish = new Wish(id, queue, tryCount, worker, repeated, String.join(Rows.SEPARATOR, types));
		// Whoever has a transaction sees the row as it is in there.
		return this.database.isInTransaction() ? claim(List.of(wish)).get(0) : this.group.call(wish);
	}

	private List<Claim> claim(List<Wish> wishes) {
		List<Optional<Claim>> won = won(new Group<>(wishes, Wish::id));
		List<Wish> others = IntStream.range(0, wishes.size())
			.filter((index) -> won.get(index).isEmpty())
			.mapToObj(wishes::get)
			.toList();
		Iterator<Claim> notWon = others.isEmpty() ? Collections.emptyIterator()
				: notWon(new Group<>(others, Wish::id)).iterator();
		return won.stream().map((claim) -> claim.orElseGet(notWon::next)).toList();
	}

	private List<Optional<Claim>> won(Group<Wish> wishes) {
		StatementSpec statement = wishes(wishes, """
				WITH wanted AS (
				  SELECT id AS wanted_id, tries, by_worker, place
				  FROM %s JOIN compute.jobs AS jobs ON id = job_id
				  WHERE %s AND %s AND %s AND %s
				  ORDER BY id
				  FOR NO KEY UPDATE OF jobs SKIP LOCKED
				)
				UPDATE compute.jobs AS jobs SET
				  status = 'in-progress', try_count = tries + 1, worker = by_worker,
				  started_at = CASE status WHEN 'queued' THEN now() ELSE started_at END,
				  message_due_at = NULL, message_sent_at = NULL, message_sends = 0,
				  unserved_since = NULL, unserved_at = NULL
				FROM wanted
				WHERE id = wanted_id
				RETURNING place, trace, tries_before, other_types, %s""".formatted(WISHES, CLAIMABLE, SERVED, LEASED,
				Group.FEW, Rows.JOB));
		return this.database.alone(() -> wishes.answers(statement,
				(wish, row) -> new Claim.Won(row.getObject("id", UUID.class), row.getString("queue"),
						row.getString("type"), Rows.texts(row, "other_types"), row.getString("payload"),
						row.getInt("try_count"), row.getInt("max_tries"), row.getInt("tries_before"),
						row.getString("worker"), Rows.between(row, "due_at", "started_at"), Rows.failure(row),
						row.getString("trace"))));
	}

	private List<Claim> notWon(Group<Wish> wishes) {
		StatementSpec statement = wishes(wishes, """
				SELECT place, %s AS leased, claimable.served, claimable.type, claimable.other_types,
				  EXISTS (SELECT FROM compute.jobs WHERE id = job_id AND queue = in_queue)
				    OR EXISTS (SELECT FROM compute.deleted_jobs WHERE deleted_jobs.job_id = wish.job_id) AS known
				FROM %s
				LEFT JOIN LATERAL (
				  SELECT type, other_types, %s AS served FROM compute.jobs AS jobs WHERE id = job_id AND %s
				) AS claimable ON true""".formatted(LEASED, WISHES, SERVED, CLAIMABLE));
		return this.database.alone(() -> wishes.<Claim>answers(statement, (wish, row) -> {
			if (!row.getBoolean("leased")) {
				return new Claim.LeaseLost();
			}
			String type = row.getString("type");
			if (type != null) {
				return row.getBoolean("served") ? new Claim.Locked()
						: new Claim.Unserved(type, Rows.texts(row, "other_types"));
			}
			return row.getBoolean("known") ? new Claim.Stale() : new Claim.Unknown();
		})).stream().map(Optional::orElseThrow).toList();
	}

	private StatementSpec wishes(Group<Wish> wishes, String statement) {
		return this.database.sql(statement)
			.param("ids", wishes.strings(Wish::id))
			.param("queues", wishes.strings(Wish::queue))
			.param("tryCounts", wishes.values(Wish::tryCount, Integer[]::new))
			.param("workers", wishes.strings(Wish::worker))
			.param("repeated", wishes.values(Wish::repeated, Boolean[]::new))
			.param("served", wishes.strings(Wish::types))
			.param("separator", Rows.SEPARATOR);
	}

	private record Wish(UUID id, String queue, int tryCount, String worker, boolean repeated, String types) {

		Wish again() {
			return new Wish(this.id, this.queue, this.tryCount, this.worker, true, this.types);
		}

	}

}
