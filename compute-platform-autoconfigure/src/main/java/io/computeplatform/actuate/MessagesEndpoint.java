package io.computeplatform.actuate;

import java.security.Principal;

import io.computeplatform.InvalidJobException;
import io.computeplatform.actuate.FailedJobViews.Done;
import io.computeplatform.actuate.FailedJobViews.Problem;
import io.computeplatform.actuate.MessageViews.MessageView;
import io.computeplatform.actuate.MessageViews.Messages;
import io.computeplatform.reconcile.RejectedMessages;
import io.computeplatform.text.PlainText;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
// Spring Boot 3.5 takes a parameter for optional by this one only.
import org.springframework.lang.Nullable;

/**
 * Shows messages that were rejected, moves them back and discards them. All parameters
 * are texts: a refusal then says what was given and what is allowed.
 */
@Endpoint(id = "computemessages")
final class MessagesEndpoint {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_DIGITS = 20;

	private static final int MAX_NAME = 200;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private final RejectedMessages messages;

	MessagesEndpoint(RejectedMessages messages) {
		this.messages = messages;
	}

	/**
	 * Lists messages, newest first.
	 * @param queue of this queue only
	 * @param settled whether those that were moved back or discarded, or the open ones
	 * @param limit how many at most
	 * @param before those with smaller ids only
	 * @return a page, or why it makes no sense
	 */
	@ReadOperation
	public Object list(@Nullable String queue, @Nullable String settled, @Nullable String limit,
			@Nullable String before) {
		return Answers.of(() -> {
			int most = isEmpty(limit) ? DEFAULT_LIMIT
					: (int) Math.min(Integer.MAX_VALUE, Math.max(0, number("limit", limit)));
			return Messages.of(this.messages.list(isEmpty(queue) ? null : queue, isTrue("settled", settled), most,
					isEmpty(before) ? null : number("before", before)), most);
		});
	}

	/**
	 * Shows a message with headers and body.
	 * @param id its id
	 * @return the message, or that there is none
	 */
	@ReadOperation
	public Object show(@Selector String id) {
		return Answers.of(() -> {
			long number = number("id", id);
			return this.messages.find(number).<Object>map(MessageView::of).orElseGet(() -> noSuch(number));
		});
	}

	/**
	 * Moves a message back or discards it.
	 * @param caller who is authenticated
	 * @param id its id
	 * @param action what to do: move-back, discard
	 * @param by who does, if nobody is authenticated
	 * @param reason why
	 * @return whether it was done, and why not
	 */
	@WriteOperation
	public Object act(SecurityContext caller, @Selector String id, @Nullable String action, @Nullable String by,
			@Nullable String reason) {
		return Answers.of(() -> {
			long number = number("id", id);
			Principal known = caller.getPrincipal();
			String actor = (known != null) ? PlainText.of(known.getName(), MAX_NAME) : by;
			boolean done = switch ((action != null) ? action : "") {
				case "move-back" -> this.messages.moveBack(number, reason, actor);
				case "discard" -> this.messages.discard(number, reason, actor);
				default -> throw new InvalidJobException("action", action, "move-back, discard");
			};
			return done ? new Done(true, null, null) : notDone(number);
		});
	}

	private Object notDone(long id) {
		return this.messages.find(id)
			.<Object>map((found) -> new WebEndpointResponse<>(
					new Done(false, null, "The message '%d' was settled before".formatted(id)), CONFLICT))
			.orElseGet(() -> noSuch(id));
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
			// What parses it would quote it whole.
			return Long.parseLong(PlainText.cut(String.valueOf(text), MAX_DIGITS));
		}
		catch (NumberFormatException ex) {
			throw new InvalidJobException(property, text, "a whole number up to " + Long.MAX_VALUE, ex);
		}
	}

}
