package io.computeplatform.test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Reports a missing {@link AutoConfigureJobTester} annotation.
 */
@AutoConfiguration(after = JobTesterAutoConfiguration.class)
public final class NoJobTesterAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@SuppressWarnings("DoNotCallSuggester")
	JobTester jobTester() {
		throw new IllegalStateException("A JobTester is available only for a test class annotated with "
				+ "@AutoConfigureJobTester, and only if compute.async.enabled is not false.");
	}

}
