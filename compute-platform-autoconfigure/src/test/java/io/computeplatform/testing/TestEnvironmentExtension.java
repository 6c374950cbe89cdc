package io.computeplatform.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Opens the environment in the context of the outermost class, where nested classes find
 * it.
 */
class TestEnvironmentExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(TestEnvironmentExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		// Long enough for a machine that is busy with other things: what does not come in
		// that time never comes.
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
		environment(context);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		TestEnvironment own = context.getStore(NAMESPACE).remove(TestEnvironment.class, TestEnvironment.class);
		if (own != null) {
			own.close();
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestEnvironment.class;
	}

	@Override
	public TestEnvironment resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return environment(context);
	}

	private static TestEnvironment environment(ExtensionContext context) {
		Store store = context.getStore(NAMESPACE);
		TestEnvironment existing = store.get(TestEnvironment.class, TestEnvironment.class);
		if (existing != null) {
			return existing;
		}
		TestEnvironment created = TestEnvironment.create();
		store.put(TestEnvironment.class, created);
		return created;
	}

}
