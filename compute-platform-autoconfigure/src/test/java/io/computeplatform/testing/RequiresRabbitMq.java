package io.computeplatform.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test of what only RabbitMQ does if the broker of the tests is another.
 */
@Documented
@Inherited
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresRabbitMqCondition.class)
public @interface RequiresRabbitMq {

	/**
	 * The lowest version that will do, such as "3.12"; any by default.
	 */
	String minVersion() default "0";

}
