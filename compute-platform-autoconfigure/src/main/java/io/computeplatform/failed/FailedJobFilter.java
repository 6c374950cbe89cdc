package io.computeplatform.failed;

/**
 * What a query may ask of a failed job, each as the condition that the database answers.
 */
enum FailedJobFilter {

	QUEUE("queue", "queue = :queue"),

	TYPE("type", "type = :type"),

	EXCEPTION("exception", "failure_classes @> ARRAY[:exception::text]"),

	MESSAGE("message", "strpos(lower(failure_message), lower(:message)) > 0"),

	GROUP("group", "failure_fingerprint = :group::uuid"),

	REASON("reason", "failure_reason = :reason"),

	WORKER("worker", """
			EXISTS (SELECT FROM compute.attempts
			  WHERE attempts.job_id = jobs.id AND attempts.worker = :worker)"""),

	SINCE("since", "failed_at >= :since::timestamptz"),

	UNTIL("until", "failed_at < :until::timestamptz"),

	MIN_TRIES("minTries", "try_count >= :minTries::integer"),

	MAX_TRIES("maxTries", "try_count <= :maxTries::integer"),

	// A CASE, of which PostgreSQL expects that many match, and reads the newest first; of
	// the operator by itself it would expect next to none, and read all. What it takes to
	// search a payload grows with its size. It sees what is shown of a payload.
	PAYLOAD("payload",
			"""
					CASE WHEN octet_length(payload::text) <= 1048576
					  THEN coalesce(compute.searchable_payload(payload, coalesce(:hidden::jsonb #> ARRAY[queue, type], :hidden::jsonb -> ''))
					    @@ :payload::jsonpath, false) ELSE false END""");

	/** Further parameter of {@link #PAYLOAD}. */
	static final String HIDDEN = "hidden";

	private final String key;

	private final String condition;

	FailedJobFilter(String key, String condition) {
		this.key = key;
		this.condition = condition;
	}

	/**
	 * Name as in a URL, and of the parameter of the condition.
	 */
	String key() {
		return this.key;
	}

	String condition() {
		return this.condition;
	}

}
