package io.computeplatform.actuate;

import java.util.function.Supplier;

import io.computeplatform.InvalidJobException;
import io.computeplatform.actuate.FailedJobViews.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * What endpoints answer when something makes no sense, or can't be done now.
 */
final class Answers {

	private static final int UNAVAILABLE = 503;

	private Answers() {
	}

	/**
	 * Answers a request.
	 * @param work finds the answer
	 * @return the answer, or why there is none
	 */
	@SuppressWarnings("NullAway")
	static <T extends @Nullable Object> Object of(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (InvalidJobException ex) {
			// Not thrown as one of Actuator's: what the application shows of those is up
			// to its error page, by default not the message.
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
