package io.computeplatform.internal.store;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;

/**
 * Disables Spring Boot's Flyway in an application without migrations of its own. Flyway
 * is on its class path only because of this library, and would refuse to start on a
 * database with tables.
 */
final class UnusedFlywayFilter implements AutoConfigurationImportFilter, EnvironmentAware, ResourceLoaderAware {

	private static final String FLYWAY = "org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration";

	private @Nullable Environment environment;

	private ResourceLoader resourceLoader = new DefaultResourceLoader();

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] match = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < match.length; i++) {
			match[i] = !FLYWAY.equals(autoConfigurationClasses[i]) || isUsed();
		}
		return match;
	}

	private boolean isUsed() {
		return this.resourceLoader.getResource("classpath:db/migration").exists()
				|| (this.environment != null && Binder.get(this.environment)
					.bind("spring.flyway", Bindable.mapOf(String.class, Object.class))
					.map((properties) -> !properties.isEmpty())
					.orElse(false));
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setResourceLoader(ResourceLoader resourceLoader) {
		this.resourceLoader = resourceLoader;
	}

}
