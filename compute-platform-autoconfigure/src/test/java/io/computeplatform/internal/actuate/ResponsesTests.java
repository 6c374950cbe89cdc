package io.computeplatform.internal.actuate;

import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.actuate.FailedJobViews.Problem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.amqp.AmqpException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Tag("fast")
class ResponsesTests {

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new InvalidJobException("limit", 0, "1 to 2"), 400),
				Arguments.of(new AmqpException("broker"), 503),
				Arguments.of(new CannotCreateTransactionException("database"), 503),
				Arguments.of(new DataAccessResourceFailureException("database"), 503),
				Arguments.of(new QueryTimeoutException("too long"), 503),
				Arguments.of(new CannotAcquireLockException("locked"), 503));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsToldWithItsStatus(RuntimeException failure, int status) {
		Object answer = Responses.of(() -> {
			throw failure;
		});
		assertThat(answer).isInstanceOfSatisfying(WebEndpointResponse.class, (response) -> {
			assertThat(response.getStatus()).isEqualTo(status);
			assertThat(response.getBody()).isEqualTo(new Problem(failure.getMessage()));
		});
	}

	@Test
	void faultOfOursIsNoAnswer() {
		assertThatIllegalStateException().isThrownBy(() -> Responses.of(() -> {
			throw new IllegalStateException("ours");
		}));
	}

}
