package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks a {@link org.springframework.retry.RetryPolicy} or a
 * {@link org.springframework.retry.backoff.BackOffPolicy} that applies to the jobs of
 * each queue without a policy of its own by {@link ForQueue}. Beans of these types with
 * neither annotation, for example those of an HTTP client, do not apply to jobs. Works on
 * a class and on a {@code @Bean} method.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ForJobs {

}
