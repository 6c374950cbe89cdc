package io.computeplatform.sample.web;

import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Responds to invalid requests with the name, its value, and the allowed values.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {

	@ExceptionHandler
	ProblemDetail invalid(InvalidJobException ex) {
		return problem(ex.property(), ex.value(), ex.allowed());
	}

	@ExceptionHandler
	ProblemDetail unreadable(HttpMessageNotReadableException ex) {
		return problem("body", "not readable as JSON", "a JSON object such as {\"document\": \"a-name.txt\"}");
	}

	private static ProblemDetail problem(String name, @Nullable Object value, String allowed) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"Invalid %s '%s'. Allowed: %s".formatted(name, value, allowed));
		problem.setProperty("name", name);
		problem.setProperty("value", value);
		problem.setProperty("allowed", allowed);
		return problem;
	}

}
