package io.computeplatform.test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Marks the context of an annotated test for {@link WithoutBrokerFilter}. Has no state,
 * so that annotated tests can share a context.
 */
record WithoutBroker() implements ContextCustomizer {

	static final String BEAN_NAME = WithoutBroker.class.getName();

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		context.getBeanFactory().registerSingleton(BEAN_NAME, this);
	}

}
