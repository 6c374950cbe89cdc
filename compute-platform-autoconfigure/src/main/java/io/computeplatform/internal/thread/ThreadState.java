package io.computeplatform.internal.thread;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * State that is bound to a thread, except transactions, before application code runs on
 * it, so that it can be restored.
 */
// The type parameters are nullable at both ends of a part, and different from part to
// part.
@SuppressWarnings("NullAway")
final class ThreadState {

	private static final boolean SECURITY = isPresent(
			"org.springframework.security.core.context.SecurityContextHolder");

	private static final boolean WEB = isPresent("org.springframework.web.context.request.RequestContextHolder");

	private final Thread thread = Thread.currentThread();

	private final List<Part<?>> parts = new ArrayList<>();

	ThreadState() {
		add("a logging context (MDC)", ThreadState::loggingContext, MDC::setContextMap);
		add("a locale", LocaleContextHolder::getLocaleContext, LocaleContextHolder::setLocaleContext);
		add("a context class loader", this.thread::getContextClassLoader, this.thread::setContextClassLoader);
		add("another thread name", this.thread::getName, this.thread::setName);
		add("another thread priority", this.thread::getPriority, this.thread::setPriority);
		if (SECURITY) {
			Security.addTo(this);
		}
		if (WEB) {
			Web.addTo(this);
		}
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, ThreadState.class.getClassLoader());
	}

	private static Map<String, String> loggingContext() {
		return Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
	}

	private <T extends @Nullable Object> void add(String name, Getter<T> getter, Setter<T> setter) {
		this.parts.add(new Part<>(name, getter.get(), getter, setter));
	}

	/**
	 * Restores the state.
	 * @return names of what was left behind
	 */
	List<String> restore() {
		return this.parts.stream().filter(Part::restore).map(Part::name).toList();
	}

	private interface Getter<T extends @Nullable Object> {

		T get();

	}

	private interface Setter<T extends @Nullable Object> {

		void set(T value);

	}

	private record Part<T extends @Nullable Object>(String name, T before, Getter<T> getter, Setter<T> setter) {

		boolean restore() {
			if (Objects.equals(this.getter.get(), this.before)) {
				return false;
			}
			this.setter.set(this.before);
			return true;
		}

	}

	private static final class Security {

		static void addTo(ThreadState state) {
			state.add("a security context", Security::get, Security::set);
		}

		private static @Nullable SecurityContext get() {
			SecurityContext context = SecurityContextHolder.getContext();
			return (context.getAuthentication() != null) ? context : null;
		}

		private static void set(@Nullable SecurityContext context) {
			if (context != null) {
				SecurityContextHolder.setContext(context);
			}
			else {
				SecurityContextHolder.clearContext();
			}
		}

	}

	private static final class Web {

		static void addTo(ThreadState state) {
			state.add("a web request", RequestContextHolder::getRequestAttributes,
					RequestContextHolder::setRequestAttributes);
		}

	}

}
