package io.computeplatform.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

	public static void main(String[] args) {
		try {
			ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, args);
			if (context.isActive() && context.getBean(SampleProperties.class).exitWhenDone()) {
				System.exit(SpringApplication.exit(context));
			}
		}
		catch (RuntimeException ex) {
			// Spring Boot has reported it. Without an exit, the threads of the embedded
			// broker keep the process alive.
			System.exit(1);
		}
	}

}
