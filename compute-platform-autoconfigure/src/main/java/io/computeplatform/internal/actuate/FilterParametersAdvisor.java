package io.computeplatform.internal.actuate;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Resolves {@link FilterParameters} of operations, so that a filter needs no parameter in
 * each of them. Refuses parameters that the other operations do not declare.
 */
final class FilterParametersAdvisor implements OperationInvokerAdvisor {

	private static final Set<EndpointId> ENDPOINTS = Set.of(EndpointId.of("failedjobs"), EndpointId.of("computequeues"),
			EndpointId.of("computemessages"));

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		// Parameters of other types are not read from a request.
		Set<String> declared = parameters.stream()
			.filter((parameter) -> parameter.getType() == String.class)
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		if (parameters.stream().anyMatch((parameter) -> parameter.getType() == FilterParameters.class)) {
			return (context) -> invoker.invoke(withFilters(context, declared));
		}
		if (ENDPOINTS.contains(endpointId)) {
			return (context) -> isKnown(context, declared) ? invoker.invoke(context) : refusal(context, declared);
		}
		return invoker;
	}

	private static boolean isKnown(InvocationContext context, Set<String> declared) {
		return declared.containsAll(context.getArguments().keySet());
	}

	private static Object refusal(InvocationContext context, Set<String> declared) {
		return Responses.of(() -> {
			Set<String> unknown = new TreeSet<>(context.getArguments().keySet());
			unknown.removeAll(declared);
			throw new InvalidJobException("parameter", String.join(", ", unknown),
					declared.isEmpty() ? "none" : String.join(", ", declared));
		});
	}

	private static InvocationContext withFilters(InvocationContext context, Set<String> declared) {
		SecurityContext caller = context.resolveArgument(SecurityContext.class);
		return new InvocationContext(
				(caller != null) ? caller : SecurityContext.NONE, context.getArguments(), OperationArgumentResolver
					.of(FilterParameters.class, () -> FilterParameters.of(context.getArguments(), declared)),
				new Others(context));
	}

	/**
	 * Arguments that the request resolves itself, such as its caller.
	 */
	private record Others(InvocationContext context) implements OperationArgumentResolver {

		@Override
		public boolean canResolve(Class<?> type) {
			return this.context.canResolve(type);
		}

		@Override
		public <T> @Nullable T resolve(Class<T> type) {
			return this.context.resolveArgument(type);
		}

	}

}
