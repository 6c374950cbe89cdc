package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Requests about one job each that a single statement executes. The statement gets them
 * as arrays and identifies each by its {@code ordinal}.
 *
 * @param <Q> type of a request
 */
final class BatchParameters<Q> {

	/**
	 * Always true. The planner estimates few rows for it, so that it uses the index for
	 * each job, unless it makes the plan while the table has only a few pages.
	 */
	static final String ROW_ESTIMATE_HINT = "ordinal % 1 = 0";

	private final List<Q> requests;

	/**
	 * Index of the request at each ordinal.
	 */
	private final int[] indexes;

	BatchParameters(List<Q> requests, Function<Q, UUID> job) {
		this.requests = requests;
		// All batches have the same order, so that two processes never deadlock.
		this.indexes = IntStream.range(0, requests.size())
			.boxed()
			.sorted(Comparator.comparing((index) -> job.apply(requests.get(index))))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	boolean isOne() {
		return this.requests.size() == 1;
	}

	Q first() {
		return this.requests.get(0);
	}

	String[] strings(Function<Q, ? extends Object> value) {
		return values((request) -> value.apply(request).toString(), String[]::new);
	}

	<V> V[] values(Function<Q, V> value, IntFunction<V[]> array) {
		return IntStream.of(this.indexes).mapToObj((index) -> value.apply(this.requests.get(index))).toArray(array);
	}

	/**
	 * Executes the statement.
	 * @param <R> type of a result
	 * @param statement returns a row with its {@code ordinal} for each request that it
	 * executed
	 * @param reader reads the result from the row
	 * @return results in the order of the requests, empty for requests without a row
	 */
	<R> List<Optional<R>> results(StatementSpec statement, ResultReader<Q, R> reader) {
		List<Optional<R>> results = new ArrayList<>(Collections.nCopies(this.requests.size(), Optional.empty()));
		statement.query((row) -> {
			int index = this.indexes[row.getInt("ordinal") - 1];
			results.set(index, Optional.of(reader.read(this.requests.get(index), row)));
		});
		return results;
	}

	/**
	 * Reads the result of one request.
	 *
	 * @param <Q> type of a request
	 * @param <R> type of the result
	 */
	@FunctionalInterface
	interface ResultReader<Q, R> {

		R read(Q request, ResultSet row) throws SQLException;

	}

}
