package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Restricts a bean to some queues: a {@link JobExecutor}, a
 * {@link org.springframework.retry.RetryPolicy} or a
 * {@link org.springframework.retry.backoff.BackOffPolicy}. An executor without it serves
 * every queue; a policy without it serves all other queues if it is marked with
 * {@link ForJobs}, and none if it is not. Works on a class and on a {@code @Bean} method;
 * what the method says counts. Where the method returns a type that hides the class, such
 * as the interface, an annotation of that class is refused at start-up. A queue that an
 * executor names exists, with default settings, even if no property mentions it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ForQueue {

	/**
	 * Names of the queues, without prefix.
	 * @return at least one
	 */
	String[] value();

}
