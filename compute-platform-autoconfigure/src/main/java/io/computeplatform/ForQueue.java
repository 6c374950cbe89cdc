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
 * every queue. A policy without it applies to all other queues if it is marked with
 * {@link ForJobs}, and to none otherwise.
 * <p>
 * Works on a class and on a {@code @Bean} method. The annotation of the method takes
 * precedence. If the method's return type hides the class, as an interface does, an
 * annotation of that class is refused at start-up. A queue that an executor names exists,
 * with default settings, even if no property mentions it.
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
