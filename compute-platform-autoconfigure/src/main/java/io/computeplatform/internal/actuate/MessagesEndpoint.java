package io.computeplatform.internal.actuate;

import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.internal.actuate.FailedJobViews.Done;
import io.computeplatform.internal.actuate.FailedJobViews.Problem;
import io.computeplatform.internal.actuate.MessageViews.MessageView;
import io.computeplatform.internal.actuate.MessageViews.Messages;
import io.computeplatform.internal.text.PlainText;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

// Spring Boot 3.5 recognizes optional parameters only by this annotation.
import org.springframework.lang.Nullable;

/**
 * Shows rejected messages, moves them back and discards them. All parameters are strings:
 * an error then names the given value and the allowed ones.
 */
@Endpoint(id = "computemessages")
final class MessagesEndpoint {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_DIGITS = 20;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private final RejectedMessages messages;

	MessagesEndpoint(RejectedMessages messages) {
		this.messages = messages;
	}

	/**
	 * Lists messages, newest first.
	 * @param queue only messages of this queue
	 * @param resolved whether to list those that were moved back or discarded, or the
	 * open ones
	 * @param limit maximum number
	 * @param before only messages with smaller ids
	 * @return a page, or a description of the problem
	 */
	@ReadOperation
	public Object list(@Nullable String queue, @Nullable String resolved, @Nullable String limit,
			@Nullable String before) {
		return Responses.of(() -> {
			int most = isEmpty(limit) ? DEFAULT_LIMIT
					: (int) Math.min(Integer.MAX_VALUE, Math.max(0, number("limit", limit)));
			return Messages.of(this.messages.list(isEmpty(queue) ? null : queue, isTrue("resolved", resolved), most,
					isEmpty(before) ? null : number("before", before)), most);
		});
	}

	/**
	 * Shows a message with headers and body.
	 * @param id its id
	 * @return the message, or 404
	 */
	@ReadOperation
	public Object show(@Selector String id) {
		return Responses.of(() -> {
			long number = number("id", id);
			return this.messages.find(number).<Object>map(MessageView::of).orElseGet(() -> noSuch(number));
		});
	}

	/**
	 * Moves a message back or discards it.
	 * @param caller authenticated user
	 * @param id its id
	 * @param action what to do: move-back, discard
	 * @param actor name of the caller, if it is not authenticated
	 * @param comment why
	 * @return whether it was done, and why not
	 */
	@WriteOperation
	public Object act(SecurityContext caller, @Selector String id, @Nullable String action, @Nullable String actor,
			@Nullable String comment) {
		return Responses.of(() -> {
			long number = number("id", id);
			AuditNote note = FailedJobsEndpoint.note(caller, actor, comment);
			ChangeResult result = switch ((action != null) ? action : "") {
				case "move-back" -> this.messages.moveBack(number, note);
				case "discard" -> this.messages.discard(number, note);
				default -> throw new InvalidJobException("action", action, "move-back, discard");
			};
			return switch (result) {
				case DONE, STOP_REQUESTED -> new Done(true, null, null);
				case REFUSED -> new WebEndpointResponse<>(
						new Done(false, null, "The message '%d' was resolved before".formatted(number)), CONFLICT);
				case NOT_FOUND -> noSuch(number);
			};
		});
	}

	private static Object noSuch(long id) {
		return new WebEndpointResponse<>(new Problem("There is no message '%d'".formatted(id)), NOT_FOUND);
	}

	private static boolean isEmpty(@Nullable String text) {
		return text == null || text.isEmpty();
	}

	private static boolean isTrue(String property, @Nullable String text) {
		if (isEmpty(text) || "false".equals(text)) {
			return false;
		}
		if (!"true".equals(text)) {
			throw new InvalidJobException(property, text, "true, false");
		}
		return true;
	}

	private static long number(String property, @Nullable String text) {
		try {
			// The parser's exception would quote it completely.
			return Long.parseLong(PlainText.cut(String.valueOf(text), MAX_DIGITS));
		}
		catch (NumberFormatException ex) {
			throw new InvalidJobException(property, text, "a whole number up to " + Long.MAX_VALUE, ex);
		}
	}

}
