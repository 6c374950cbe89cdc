package io.computeplatform.sample.backing;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The user's servers in the configuration. A server counts as configured if any of its
 * properties is set: Spring Boot then applies defaults or reports what is missing.
 */
final class GivenServers {

	private final Environment environment;

	GivenServers(Environment environment) {
		this.environment = environment;
	}

	boolean hasPostgres() {
		return isGiven("spring.datasource");
	}

	boolean hasRabbit() {
		return isGiven("spring.rabbitmq");
	}

	String postgres() {
		return withoutSecrets(this.environment.getProperty("spring.datasource.url", "no spring.datasource.url"));
	}

	String rabbit() {
		String addresses = this.environment.getProperty("spring.rabbitmq.addresses");
		return "amqp://" + ((addresses != null) ? withoutSecrets(addresses.replaceAll("amqps?://", ""))
				: "%s:%s".formatted(this.environment.getProperty("spring.rabbitmq.host", "localhost"),
						this.environment.getProperty("spring.rabbitmq.port", "5672")));
	}

	private boolean isGiven(String prefix) {
		return Binder.get(this.environment)
			.bind(prefix, Bindable.mapOf(String.class, Object.class))
			.map((properties) -> !properties.isEmpty())
			.orElse(false);
	}

	private static String withoutSecrets(String address) {
		return address.replaceAll("[^/,@]*@", "").replaceAll("\\?.*", "");
	}

}
