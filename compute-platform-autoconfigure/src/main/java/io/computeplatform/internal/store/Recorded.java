package io.computeplatform.internal.store;

import java.util.function.BiFunction;

/**
 * Result of recording the outcome of an attempt. Internal.
 *
 * @param <T> type of the record
 */
public sealed interface Recorded<T> {

	/**
	 * Maps the record.
	 * @param <R> type of the result
	 * @param function gets the record, and whether an earlier call recorded it
	 * @return the same with the result in it
	 */
	default <R> Recorded<R> map(BiFunction<T, Boolean, R> function) {
		if (this instanceof Done<T> done) {
			return new Done<>(function.apply(done.value(), done.before()), done.before());
		}
		return (this instanceof Late<T>) ? new Late<>() : new Locked<>();
	}

	/**
	 * It is recorded, by this call or by an earlier one whose response was lost.
	 *
	 * @param <T> type of the record
	 * @param value the record
	 * @param before whether an earlier call recorded it
	 */
	record Done<T>(T value, boolean before) implements Recorded<T> {

	}

	/**
	 * The attempt no longer belongs to this worker, so nothing was changed.
	 *
	 * @param <T> type of the record
	 */
	record Late<T>() implements Recorded<T> {

	}

	/**
	 * The attempt still belongs to this worker, but another transaction holds the job's
	 * row, so nothing was changed.
	 *
	 * @param <T> type of the record
	 */
	record Locked<T>() implements Recorded<T> {

	}

}
