package io.computeplatform.internal.actuate;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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
 * each of them. Refuses parameters that the other operations do not declare, that have
 * several values, or that replace a part of the path.
 */
final class FilterParametersAdvisor implements OperationInvokerAdvisor {

	private static final Set<EndpointId> ENDPOINTS = Set.of(EndpointId.of("failedjobs"), EndpointId.of("computejobs"),
			EndpointId.of("computequeues"), EndpointId.of("computemessages"));

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		// Parameters of other types are not read from a request.
		Set<String> declared = parameters.stream()
			.filter((parameter) -> parameter.getType() == String.class)
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		boolean filtered = parameters.stream().anyMatch((parameter) -> parameter.getType() == FilterParameters.class);
		if (!filtered && !ENDPOINTS.contains(endpointId)) {
			return invoker;
		}
		return (context) -> refusal(context, declared, filtered).<Object>map((refusal) -> Responses.of(() -> {
			throw refusal;
		})).orElseGet(() -> invoker.invoke(filtered ? withFilters(context, declared) : context));
	}

	private static Optional<InvalidJobException> refusal(InvocationContext context, Set<String> declared,
			boolean filtered) {
		Map<String, Object> arguments = context.getArguments();
		Set<String> unknown = new TreeSet<>(arguments.keySet());
		unknown.removeAll(declared);
		if (!filtered && !unknown.isEmpty()) {
			return Optional.of(new InvalidJobException("parameter", String.join(", ", unknown),
					declared.isEmpty() ? "none" : String.join(", ", declared)));
		}
		// A parameter of the same name replaces a part of the path.
		Optional<String> replaced = PathVariables.ofRequest()
			.entrySet()
			.stream()
			.filter((variable) -> !variable.getValue().equals(arguments.get(variable.getKey())))
			.map(Map.Entry::getKey)
			.findFirst();
		return replaced
			.or(() -> declared.stream().filter((name) -> arguments.get(name) instanceof Collection).findFirst())
			.map((name) -> new InvalidJobException(name, arguments.get(name),
					replaced.isPresent() ? "what the path names: " + PathVariables.ofRequest().get(name) : "one text"));
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
