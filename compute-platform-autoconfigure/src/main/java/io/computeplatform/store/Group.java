package io.computeplatform.store;

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
 * Questions about one job each that a single statement answers. It gets them as arrays
 * and tells them apart by their {@code place} in these.
 *
 * @param <Q> what is asked
 */
final class Group<Q> {

	/**
	 * Always true, and taken by the planner to be so for few: it must look up each by the
	 * index also in a plan that it makes while the table is small and keeps while it
	 * grows.
	 */
	static final String FEW = "place % 1 = 0";

	private final List<Q> questions;

	/** Index of the question that is at each place. */
	private final int[] places;

	Group(List<Q> questions, Function<Q, UUID> job) {
		this.questions = questions;
		// In one order everywhere, so that two processes never wait for each other.
		this.places = IntStream.range(0, questions.size())
			.boxed()
			.sorted(Comparator.comparing((index) -> job.apply(questions.get(index))))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	String[] strings(Function<Q, ? extends Object> value) {
		return values((question) -> value.apply(question).toString(), String[]::new);
	}

	<V> V[] values(Function<Q, V> value, IntFunction<V[]> array) {
		return IntStream.of(this.places).mapToObj((index) -> value.apply(this.questions.get(index))).toArray(array);
	}

	/**
	 * Runs the statement.
	 * @param <R> type of an answer
	 * @param statement returns a row with its {@code place} for each question that it
	 * answers
	 * @param answer reads the answer from the row
	 * @return answers in the order of the questions, empty where no row came
	 */
	<R> List<Optional<R>> answers(StatementSpec statement, Answer<Q, R> answer) {
		List<Optional<R>> answers = new ArrayList<>(Collections.nCopies(this.questions.size(), Optional.empty()));
		statement.query((row) -> {
			int index = this.places[row.getInt("place") - 1];
			answers.set(index, Optional.of(answer.read(this.questions.get(index), row)));
		});
		return answers;
	}

	/**
	 * Reads the answer to one question.
	 *
	 * @param <Q> what was asked
	 * @param <R> type of the answer
	 */
	@FunctionalInterface
	interface Answer<Q, R> {

		R read(Q question, ResultSet row) throws SQLException;

	}

}
