package io.computeplatform.control;

import java.time.Instant;

import io.computeplatform.audit.Action;
import org.jspecify.annotations.Nullable;

/**
 * A message on a job queue that belongs to no job, as far as it is kept. The dead-letter
 * queue holds it unchanged. All times are by the database's clock. Later versions may add
 * methods: applications read this type and do not implement it.
 */
public interface RejectedMessage {

	/**
	 * {@return id of its row; later rejections have larger ids}
	 */
	long id();

	/**
	 * {@return name of the queue it was found in, without prefix}
	 */
	String queue();

	/**
	 * {@return message id that its sender set, if any}
	 */
	@Nullable String messageId();

	/**
	 * {@return type that its sender set, if any}
	 */
	@Nullable String type();

	/**
	 * {@return why it was rejected, 1000 characters at most}
	 */
	String reason();

	/**
	 * {@return size of its body in bytes}
	 */
	long bodySize();

	/**
	 * {@return whether its headers and its body are kept completely, so that it can be
	 * moved back}
	 */
	boolean isComplete();

	/**
	 * {@return how often it was rejected: the same message can arrive again}
	 */
	long times();

	/**
	 * {@return when it was rejected first}
	 */
	Instant firstRejectedAt();

	/**
	 * {@return when it was rejected last}
	 */
	Instant lastRejectedAt();

	/**
	 * {@return its headers as a JSON object, masked like payloads; {@code null} in lists}
	 */
	@Nullable String headers();

	/**
	 * {@return its body, 64 KiB at most, as UTF-8 text on one line and masked like
	 * payloads; {@code null} in lists}
	 */
	@Nullable String body();

	/**
	 * {@return how it was resolved, or {@code null} if it is open}
	 */
	@Nullable Resolution resolution();

	/**
	 * Resolution of a rejected message. Later versions may add methods: applications read
	 * this type and do not implement it.
	 */
	interface Resolution {

		/**
		 * {@return when it was resolved}
		 */
		Instant at();

		/**
		 * {@return {@link Action#MOVE_BACK} or {@link Action#DISCARD}}
		 */
		Action action();

		/**
		 * {@return who did it; {@code unknown} if no actor was given}
		 */
		String actor();

		/**
		 * {@return why, if a comment was given}
		 */
		@Nullable String comment();

	}

}
