package io.computeplatform.testing;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Leaves out the auto-configurations that jobs do not need, in an application with the
 * property {@value TestApplication#JOBS_ONLY}: on the class path of the tests there are
 * many, and a test spends most of its time on starting applications.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class JobsOnlyFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Pattern NEEDED = Pattern.compile(
			"io[.]computeplatform[.].*|(?!.*[.](actuate|health)[.]).*[.](amqp|aop|context|flyway|jackson|jdbc|ssl|task|transaction)[.].*");

	private boolean active;

	@Override
	public void setEnvironment(Environment environment) {
		this.active = environment.getProperty(TestApplication.JOBS_ONLY, Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] match = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < match.length; i++) {
			String name = autoConfigurationClasses[i];
			match[i] = !this.active || name == null || NEEDED.matcher(name).matches();
		}
		return match;
	}

}
