package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job was cancelled, before or during an attempt.
 */
public interface JobCancelled extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return attempts started so far, an interrupted one included}
	 */
	int tryNumber();

	/**
	 * {@return duration of the interrupted attempt until its end was recorded;
	 * {@code null} if none ran}
	 */
	@Nullable Duration duration();

}
