package io.computeplatform.retry;

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
	 * The failure and its causes, outermost first. Ends where a chain comes back to
	 * itself, can't be followed, or is too long.
	 * @param failure what was thrown
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
			// An exception is the application's code too.
			LOG.debug("The cause of {} can't be had", failure.getClass().getName(), ex);
			return null;
		}
	}

}
