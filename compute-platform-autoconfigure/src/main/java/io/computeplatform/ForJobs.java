package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks a {@link org.springframework.retry.RetryPolicy} or a
 * {@link org.springframework.retry.backoff.BackOffPolicy} that is meant for jobs, of each
 * queue that has none of its own by {@link ForQueue}. Beans of these types with neither
 * annotation are meant for something else, an HTTP client for example, and govern no job.
 * Works on a class and on a {@code @Bean} method.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ForJobs {

}
