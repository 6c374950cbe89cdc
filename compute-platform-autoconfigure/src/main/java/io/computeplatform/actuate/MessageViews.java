package io.computeplatform.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.computeplatform.reconcile.RejectedMessage;
import io.computeplatform.reconcile.RejectedMessage.Settlement;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MessagesEndpoint} answers.
 */
final class MessageViews {

	private MessageViews() {
	}

	/**
	 * Some messages.
	 *
	 * @param messages the messages, newest first
	 * @param next to be given as {@code before} for those that follow, if there may be
	 * any
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
	 * @param headers a JSON object as a text, masked; only where one message is shown
	 * @param body text, masked, likewise
	 * @param settled what was done with it, if anything
	 */
	record MessageView(long id, String queue, @Nullable String messageId, @Nullable String type, String reason,
			long bodySize, boolean whole, long times, String firstRejectedAt, String lastRejectedAt,
			@JsonInclude(Include.NON_NULL) @Nullable String headers,
			@JsonInclude(Include.NON_NULL) @Nullable String body, @Nullable Settled settled) {

		static MessageView of(RejectedMessage message) {
			return new MessageView(message.id(), message.queue(), message.messageId(), message.type(), message.reason(),
					message.bodySize(), message.isWhole(), message.times(), message.firstRejectedAt().toString(),
					message.lastRejectedAt().toString(), message.headers(), message.body(),
					Settled.of(message.settlement()));
		}

	}

	/**
	 * What was done with a message.
	 *
	 * @param action move-back or discard
	 */
	record Settled(String at, String action, String by, @Nullable String reason) {

		static @Nullable Settled of(@Nullable Settlement settlement) {
			return (settlement != null)
					? new Settled(settlement.at().toString(), settlement.action(), settlement.by(), settlement.reason())
					: null;
		}

	}

}
