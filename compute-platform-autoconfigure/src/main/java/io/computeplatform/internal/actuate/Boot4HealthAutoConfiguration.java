package io.computeplatform.internal.actuate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of health for Spring Boot 4.
 */
@AutoConfiguration(after = JobActuatorAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(value = HealthCheck.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledHealthIndicator("compute")
public final class Boot4HealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "computeHealthIndicator", search = SearchStrategy.CURRENT)
	HealthIndicator computeHealthIndicator(HealthCheck check) {
		return () -> {
			HealthCheck.Result result = check.run();
			return Health.status(result.state().name()).withDetails(result.details()).build();
		};
	}

}
