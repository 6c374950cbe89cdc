package io.computeplatform.store;

import java.util.function.BiFunction;

/**
 * What came of the wish to record how an attempt ended. Internal.
 *
 * @param <T> what was recorded
 */
public sealed interface Recorded<T> {

	/**
	 * Makes something of what was recorded.
	 * @param <R> type of the result
	 * @param function gets what was recorded, and whether it was by a call before
	 * @return the same with the result in it
	 */
	default <R> Recorded<R> map(BiFunction<T, Boolean, R> function) {
		if (this instanceof Done<T> done) {
			return new Done<>(function.apply(done.value(), done.before()), done.before());
		}
		return (this instanceof Late<T>) ? new Late<>() : new Locked<>();
	}

	/**
	 * It is recorded, by this call or by one before whose answer was lost.
	 *
	 * @param <T> what was recorded
	 * @param value what was recorded
	 * @param before whether it was by a call before
	 */
	record Done<T>(T value, boolean before) implements Recorded<T> {

	}

	/**
	 * The attempt is not this worker's any more, so nothing was changed.
	 *
	 * @param <T> what was to be recorded
	 */
	record Late<T>() implements Recorded<T> {

	}

	/**
	 * The attempt is still this worker's, but another transaction holds the job's row, so
	 * nothing was changed.
	 *
	 * @param <T> what was to be recorded
	 */
	record Locked<T>() implements Recorded<T> {

	}

}
