package io.computeplatform.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test a {@link JobTester}, and its application the real engine without the
 * broker's part: no connection to RabbitMQ, no listener, no relay, no thread. Jobs run
 * when the test says so. Needs a {@code DataSource} on PostgreSQL.
 * <p>
 * Goes with {@code @SpringBootTest}, with slices such as {@code @JdbcTest}, and with a
 * plain {@code @SpringJUnitConfig}. Tests without it are not changed.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration
public @interface AutoConfigureJobTester {

}
