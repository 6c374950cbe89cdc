package io.computeplatform.internal.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.control.RejectedMessage;
import io.computeplatform.control.RejectedMessage.Resolution;
import org.jspecify.annotations.Nullable;

/**
 * Responses of {@link MessagesEndpoint}.
 */
final class MessageViews {

	private MessageViews() {
	}

	/**
	 * A page of messages.
	 *
	 * @param messages the messages, newest first
	 * @param next value of {@code before} for the next page, if there may be one
	 */
	record Messages(List<MessageView> messages, @Nullable Long next) {

		static Messages of(List<RejectedMessage> messages, int limit) {
			return new Messages(messages.stream().map(MessageView::of).toList(),
					(messages.size() < limit) ? null : messages.get(limit - 1).id());
		}

	}

	/**
	 * A rejected message.
	 *
	 * @param whole whether it can be moved back
	 * @param headers a JSON object as text, masked; only for a single message
	 * @param body text, masked; only for a single message
	 * @param resolved how it was resolved, if it was
	 */
	record MessageView(long id, String queue, @Nullable String messageId, @Nullable String type, String reason,
			long bodySize, boolean whole, long times, String firstRejectedAt, String lastRejectedAt,
			@JsonInclude(Include.NON_NULL) @Nullable String headers,
			@JsonInclude(Include.NON_NULL) @Nullable String body, @Nullable ResolutionView resolved) {

		static MessageView of(RejectedMessage message) {
			return new MessageView(message.id(), message.queue(), message.messageId(), message.type(), message.reason(),
					message.bodySize(), message.isComplete(), message.times(), message.firstRejectedAt().toString(),
					message.lastRejectedAt().toString(), message.headers(), message.body(),
					ResolutionView.of(message.resolution()));
		}

	}

	/**
	 * Resolution of a message.
	 *
	 * @param action move-back or discard
	 */
	record ResolutionView(String at, String action, String actor, @Nullable String comment) {

		static @Nullable ResolutionView of(@Nullable Resolution resolution) {
			return (resolution != null) ? new ResolutionView(resolution.at().toString(), resolution.action().value(),
					resolution.actor(), resolution.comment()) : null;
		}

	}

}
