package io.computeplatform.internal.store;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Claims attempts: one guarded statement for concurrent claims of this process. It can be
 * repeated when its outcome is unknown. Internal, thread-safe.
 */
public final class ClaimRows {

	/**
	 * Condition: the worker has an executor for the type of the job, or for one of its
	 * supertypes.
	 */
	private static final String SERVED = """
			(type = ANY (string_to_array(served, :separator))
			    OR coalesce(other_types && string_to_array(served, :separator), false))""";

	private static final BatchColumns<ClaimRequest> REQUESTS = BatchColumns.<ClaimRequest>as("request")
		.with("job_id", "uuid", ClaimRequest::id)
		.with("in_queue", "text", ClaimRequest::queue)
		.with("tries", "integer", ClaimRequest::tryCount)
		.with("by_worker", "text", ClaimRequest::worker)
		.with("repeated", "boolean", ClaimRequest::repeated)
		.with("ahead", "boolean", ClaimRequest::ahead)
		.with("served", "text", ClaimRequest::types);

	/**
	 * Condition of a claimable row. A message that arrives before the job is due is
	 * ignored, because the row has a pending message for the due time.
	 */
	private static final String CLAIMABLE = """
			queue = in_queue AND (status = 'queued' AND try_count = tries AND due_at <= clock_timestamp()
			  OR repeated AND status = 'in-progress' AND try_count = tries + 1 AND jobs.worker = by_worker)""";

	private static final String LEASED = """
			EXISTS (SELECT FROM compute.workers AS lease
			  WHERE lease.worker = by_worker AND lost_at IS NULL AND lease_until > now())""";

	/**
	 * Condition: if the worker dies before the attempt starts, the job has another try.
	 * Only first attempts, so that a job loses no second try in this way.
	 */
	private static final String SPARE = "(NOT ahead OR max_tries > tries + 1 AND failure_reason IS NULL)";

	private static final BatchStatement<ClaimRequest> CLAIM = new BatchStatement<>(REQUESTS, (requests) -> """
			WITH wanted AS (
			  SELECT id AS wanted_id, tries, by_worker, ordinal, unserved_since AS unserved_before
			  FROM %s JOIN compute.jobs AS jobs ON id = job_id
			  WHERE %s AND %s AND %s AND %s AND %s
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
			RETURNING ordinal, trace, tries_before, other_types, unserved_before, %s""".formatted(requests, CLAIMABLE,
			SPARE, SERVED, LEASED, BatchParameters.ROW_ESTIMATE_HINT, Rows.JOB));

	private static final BatchStatement<ClaimRequest> NOT_CLAIMED = new BatchStatement<>(REQUESTS, (requests) -> """
			SELECT ordinal, %s AS leased, claimable.served, claimable.spare, claimable.type, claimable.other_types,
			  EXISTS (SELECT FROM compute.jobs WHERE id = job_id AND queue = in_queue)
			    OR EXISTS (SELECT FROM compute.deleted_jobs WHERE deleted_jobs.job_id = request.job_id) AS known
			FROM %s
			LEFT JOIN LATERAL (
			  SELECT type, other_types, %s AS served, %s AS spare FROM compute.jobs AS jobs WHERE id = job_id AND %s
			) AS claimable ON true""".formatted(LEASED, requests, SERVED, SPARE, CLAIMABLE));

	private final Database database;

	private final GroupCommit<ClaimRequest, Claim> group = new GroupCommit<>(this::claim,
			(request) -> claim(List.of(request.again())).get(0));

	ClaimRows(Database database) {
		this.database = database;
	}

	/**
	 * Claims an attempt, if it is not started yet.
	 * @param id id of the job
	 * @param queue queue in which the message was found
	 * @param tryCount tries started before, according to the message
	 * @param worker worker that claims it
	 * @param repeated whether the response of the same call was lost before, so that the
	 * attempt may be claimed already
	 * @param ahead whether the attempt may start later, so that it is claimed only if the
	 * job can spare it
	 * @param types names of the types for which the worker has an executor in this queue
	 * @return the result
	 */
	public Claim claim(UUID id, String queue, int tryCount, String worker, boolean repeated, boolean ahead,
			String[] types) {
		ClaimRequest request = new ClaimRequest(id, queue, tryCount, worker, repeated, ahead,
				String.join(Rows.SEPARATOR, types));
		// A caller with a transaction must see the row as its transaction sees it.
		return this.database.isInTransaction() ? claim(List.of(request)).get(0) : this.group.call(request);
	}

	private List<Claim> claim(List<ClaimRequest> requests) {
		List<Optional<Claim>> won = won(new BatchParameters<>(requests, ClaimRequest::id));
		List<ClaimRequest> others = IntStream.range(0, requests.size())
			.filter((index) -> won.get(index).isEmpty())
			.mapToObj(requests::get)
			.toList();
		Iterator<Claim> notWon = others.isEmpty() ? Collections.emptyIterator()
				: notWon(new BatchParameters<>(others, ClaimRequest::id)).iterator();
		return won.stream().map((claim) -> claim.orElseGet(notWon::next)).toList();
	}

	private List<Optional<Claim>> won(BatchParameters<ClaimRequest> requests) {
		StatementSpec statement = CLAIM.with(this.database, requests).param("separator", Rows.SEPARATOR);
		return this.database.singleStatement(() -> requests.results(statement,
				(request, row) -> new Claim.Claimed(row.getObject("id", UUID.class), row.getString("queue"),
						row.getString("type"), Rows.texts(row, "other_types"), row.getString("payload"),
						row.getInt("try_count"), row.getInt("max_tries"), row.getInt("tries_before"),
						row.getString("worker"), Rows.between(row, "due_at", "started_at"), Rows.failure(row),
						row.getString("trace"), row.getObject("unserved_before", OffsetDateTime.class))));
	}

	private List<Claim> notWon(BatchParameters<ClaimRequest> requests) {
		StatementSpec statement = NOT_CLAIMED.with(this.database, requests).param("separator", Rows.SEPARATOR);
		return this.database.singleStatement(() -> requests.<Claim>results(statement, (request, row) -> {
			if (!row.getBoolean("leased")) {
				return new Claim.LeaseLost();
			}
			String type = row.getString("type");
			if (type != null) {
				if (!row.getBoolean("served")) {
					return new Claim.Unserved(type, Rows.texts(row, "other_types"));
				}
				return row.getBoolean("spare") ? new Claim.Locked() : new Claim.NotAhead();
			}
			return row.getBoolean("known") ? new Claim.Stale() : new Claim.Unknown();
		})).stream().map(Optional::orElseThrow).toList();
	}

	private record ClaimRequest(UUID id, String queue, int tryCount, String worker, boolean repeated, boolean ahead,
			String types) {

		ClaimRequest again() {
			return new ClaimRequest(this.id, this.queue, this.tryCount, this.worker, true, this.ahead, this.types);
		}

	}

}
