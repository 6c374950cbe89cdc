package io.computeplatform.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Auto-configures a {@link JobTester} and disables the broker, the listeners, the relay
 * and all other background threads. The test runs jobs explicitly. Requires a
 * {@code DataSource} for PostgreSQL.
 * <p>
 * Can be combined with {@code @SpringBootTest}, with slices such as {@code @JdbcTest},
 * and with a plain {@code @SpringJUnitConfig}. Tests without this annotation are
 * unaffected.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration
public @interface AutoConfigureJobTester {

}
