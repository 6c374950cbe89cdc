package io.computeplatform.internal.filter;

/**
 * Conditions on a failed job: name, allowed values and SQL of each. Internal.
 */
public enum FailedJobFilter implements Filter {

	QUEUE("queue", FilterValue.TEXT, "queue = :queue"),

	TYPE("type", FilterValue.TEXT, "type = :type"),

	EXCEPTION("exception", FilterValue.TEXT, "failure_classes @> ARRAY[:exception::text]"),

	MESSAGE("message", FilterValue.TEXT, "strpos(lower(failure_message), lower(:message)) > 0"),

	GROUP("group", FilterValue.FINGERPRINT, "failure_fingerprint = :group::uuid"),

	REASON("reason", FilterValue.REASON, "failure_reason = :reason"),

	WORKER("worker", FilterValue.TEXT, """
			EXISTS (SELECT FROM compute.attempts
			  WHERE attempts.job_id = jobs.id AND attempts.worker = :worker)"""),

	SINCE("since", FilterValue.TIME, "failed_at >= :since::timestamptz"),

	UNTIL("until", FilterValue.TIME, "failed_at < :until::timestamptz"),

	MIN_TRIES("minTries", FilterValue.TRIES, "try_count >= :minTries::integer"),

	MAX_TRIES("maxTries", FilterValue.TRIES, "try_count <= :maxTries::integer"),

	PAYLOAD("payload", FilterValue.TEXT, PayloadPaths.CONDITION);

	private final String key;

	private final FilterValue value;

	private final String condition;

	FailedJobFilter(String key, FilterValue value, String condition) {
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
