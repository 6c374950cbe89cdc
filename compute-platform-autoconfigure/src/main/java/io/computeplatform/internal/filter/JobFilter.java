package io.computeplatform.internal.filter;

/**
 * Conditions on a job in any status: name, allowed values and SQL of each. Internal.
 */
public enum JobFilter implements Filter {

	STATUS("status", FilterValue.STATUS, "status = :status"),

	QUEUE("queue", FilterValue.TEXT, "queue = :queue"),

	TYPE("type", FilterValue.TEXT, "type = :type"),

	ID("id", FilterValue.ID, "id = :id::uuid"),

	ID_PREFIX("idPrefix", FilterValue.ID_PREFIX, """
			id BETWEEN (:idPrefix || substr('00000000-0000-0000-0000-000000000000', length(:idPrefix) + 1))::uuid
			  AND (:idPrefix || substr('ffffffff-ffff-ffff-ffff-ffffffffffff', length(:idPrefix) + 1))::uuid"""),

	WORKER("worker", FilterValue.TEXT, """
			(worker = :worker OR EXISTS (SELECT FROM compute.attempts
			  WHERE attempts.job_id = jobs.id AND attempts.worker = :worker))"""),

	CREATED_SINCE("createdSince", FilterValue.TIME, "created_at >= :createdSince::timestamptz"),

	CREATED_BEFORE("createdBefore", FilterValue.TIME, "created_at < :createdBefore::timestamptz"),

	DUE_SINCE("dueSince", FilterValue.TIME, "due_at >= :dueSince::timestamptz"),

	DUE_BEFORE("dueBefore", FilterValue.TIME, "due_at < :dueBefore::timestamptz"),

	STARTED_SINCE("startedSince", FilterValue.TIME, "started_at >= :startedSince::timestamptz"),

	STARTED_BEFORE("startedBefore", FilterValue.TIME, "started_at < :startedBefore::timestamptz"),

	FINISHED_SINCE("finishedSince", FilterValue.TIME, "finished_at >= :finishedSince::timestamptz"),

	FINISHED_BEFORE("finishedBefore", FilterValue.TIME, "finished_at < :finishedBefore::timestamptz"),

	MIN_TRIES("minTries", FilterValue.TRIES, "try_count >= :minTries::integer"),

	MAX_TRIES("maxTries", FilterValue.TRIES, "try_count <= :maxTries::integer"),

	PAYLOAD("payload", FilterValue.TEXT, PayloadPaths.CONDITION);

	private final String key;

	private final FilterValue value;

	private final String condition;

	JobFilter(String key, FilterValue value, String condition) {
		this.key = key;
		this.value = value;
		this.condition = condition;
	}

	@Override
	public String key() {
		return this.key;
	}

	@Override
	public FilterValue value() {
		return this.value;
	}

	@Override
	public String condition() {
		return this.condition;
	}

}
