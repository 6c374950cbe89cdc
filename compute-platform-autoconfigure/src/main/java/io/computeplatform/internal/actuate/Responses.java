package io.computeplatform.internal.actuate;

import java.util.function.Supplier;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.actuate.FailedJobViews.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Maps exceptions to the responses of endpoints: invalid requests, and operations that
 * are not possible now.
 */
final class Responses {

	private static final int UNAVAILABLE = 503;

	private Responses() {
	}

	/**
	 * Runs the work of a request.
	 * @param work computes the response
	 * @return the response, or a description of the problem
	 */
	@SuppressWarnings("NullAway")
	static <T extends @Nullable Object> Object of(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (InvalidJobException ex) {
			// Not thrown as an exception of Actuator's: by default the application's
			// error page would not show the message.
			return problem(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (AmqpException | TransactionException | TransientDataAccessException
				| DataAccessResourceFailureException ex) {
			return problem(ex, UNAVAILABLE);
		}
	}

	private static Object problem(RuntimeException why, int status) {
		return new WebEndpointResponse<>(new Problem(String.valueOf(why.getMessage())), status);
	}

}
