package io.computeplatform.internal.broker;

/**
 * Headers of this library's messages. None starts with {@code x-}, which is reserved for
 * the broker.
 */
final class JobHeaders {

	static final String TRY_COUNT = "compute-try-count";

	static final String PUBLISHED_AT = "compute-published-at";

	static final String ORIGIN_QUEUE = "compute-origin-queue";

	static final String REASON = "compute-reason";

	static final String EXCEPTION_CLASS = "compute-exception-class";

	static final String EXCEPTION_MESSAGE = "compute-exception-message";

	static final String FAILED_AT = "compute-failed-at";

	static final String DATABASE = "compute-database";

	/**
	 * On the dead letter of a rejected message, database and id of the row that keeps it.
	 */
	static final String REJECTED_ID = "compute-rejected-id";

	/**
	 * Names of headers that were left out, if any.
	 */
	static final String OMITTED = "compute-omitted-headers";

	private JobHeaders() {
	}

}
