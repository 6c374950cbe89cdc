package io.computeplatform.internal.actuate;

import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.server.WebFilter;

/**
 * Adds {@link EndpointHeaders} in the context that serves the endpoints.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
class EndpointHeadersConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Servlet {

		@Bean
		Filter computeEndpointHeadersFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
			EndpointHeaders headers = new EndpointHeaders(endpoints);
			return (request, response, chain) -> {
				if (request instanceof HttpServletRequest http) {
					headers.write(http.getServletPath() + Objects.requireNonNullElse(http.getPathInfo(), ""),
							((HttpServletResponse) response)::setHeader);
				}
				chain.doFilter(request, response);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class Reactive {

		@Bean
		WebFilter computeEndpointHeadersFilter(ObjectProvider<PathMappedEndpoints> endpoints) {
			EndpointHeaders headers = new EndpointHeaders(endpoints);
			return (exchange, chain) -> {
				headers.write(decoded(exchange.getRequest().getPath()), exchange.getResponse().getHeaders()::set);
				return chain.filter(exchange);
			};
		}

		private static String decoded(PathContainer path) {
			return path.elements()
				.stream()
				.map((element) -> (element instanceof PathSegment segment) ? segment.valueToMatch() : element.value())
				.collect(Collectors.joining());
		}

	}

}
