package io.computeplatform;

/**
 * Result of a call that changes a job.
 */
public enum ChangeResult {

	/**
	 * The job was changed.
	 */
	DONE,

	/**
	 * The job is running, and its stop is requested. It ends as
	 * {@link JobStatus#CANCELLED} unless it completes first. Only
	 * {@link AsyncPlatform#cancel(JobId)} returns this.
	 */
	STOP_REQUESTED,

	/**
	 * The status of the job does not permit the change. Nothing was done.
	 */
	REFUSED,

	/**
	 * There is no such job. Nothing was done.
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
