package io.computeplatform;

/**
 * Result of a call that changes something that exists only at times and in certain
 * statuses: a job, a bulk operation, a rejected message.
 */
public enum ChangeResult {

	/**
	 * It was changed.
	 */
	DONE,

	/**
	 * The job is running, and its stop is requested. It ends as
	 * {@link JobStatus#CANCELLED} unless it completes first. Only
	 * {@link AsyncPlatform#cancel(JobId)} returns this.
	 */
	STOP_REQUESTED,

	/**
	 * It exists, and its status does not permit the change. Nothing was done.
	 */
	REFUSED,

	/**
	 * It does not exist. Nothing was done.
	 */
	NOT_FOUND;

	/**
	 * Whether the change was made or requested.
	 * @return {@code true} for {@link #DONE} and {@link #STOP_REQUESTED}
	 */
	public boolean isAccepted() {
		return this == DONE || this == STOP_REQUESTED;
	}

}
