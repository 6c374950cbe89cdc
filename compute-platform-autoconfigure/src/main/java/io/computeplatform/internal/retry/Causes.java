package io.computeplatform.internal.retry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The causes of a failure. Internal.
 */
public final class Causes {

	private static final Logger LOG = LoggerFactory.getLogger(Causes.class);

	private static final int MAX_DEPTH = 100;

	private Causes() {
	}

	/**
	 * The failure and its causes, outermost first. Ends at a cycle, at a cause that can't
	 * be read, or at a maximum length.
	 * @param failure the exception
	 * @return at least the failure
	 */
	public static List<Throwable> of(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (@Nullable
		Throwable cause = failure; cause != null && causes.size() < MAX_DEPTH && seen.add(cause); cause = next(cause)) {
			causes.add(cause);
		}
		return causes;
	}

	private static @Nullable Throwable next(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			// An exception can run application code that throws.
			LOG.debug("Failed to read the cause of {}", failure.getClass().getName(), ex);
			return null;
		}
	}

}
