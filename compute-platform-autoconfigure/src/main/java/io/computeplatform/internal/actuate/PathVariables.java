package io.computeplatform.internal.actuate;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Variable parts of the path of the current request, as Spring MVC has read them. Empty
 * with other web frameworks.
 */
final class PathVariables {

	private static final boolean HAS_WEB = ClassUtils.isPresent(
			"org.springframework.web.context.request.RequestContextHolder", PathVariables.class.getClassLoader());

	/**
	 * The constant of Spring MVC, which may be absent.
	 */
	private static final String ATTRIBUTE = "org.springframework.web.servlet.HandlerMapping.uriTemplateVariables";

	private PathVariables() {
	}

	/**
	 * Reads the variables of the request of this thread.
	 * @return values by name
	 */
	static Map<String, String> ofRequest() {
		return HAS_WEB ? Web.variables() : Map.of();
	}

	/**
	 * Apart, because its classes may be absent.
	 */
	private static final class Web {

		static Map<String, String> variables() {
			RequestAttributes request = RequestContextHolder.getRequestAttributes();
			if (request == null
					|| !(request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof Map<?, ?> found)) {
				return Map.of();
			}
			Map<String, String> variables = new TreeMap<>();
			found.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
			return variables;
		}

	}

}
