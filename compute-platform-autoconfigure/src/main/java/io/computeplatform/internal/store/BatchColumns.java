package io.computeplatform.internal.store;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Columns of the requests that a batch passes to a statement: defines name, type and
 * value of each in one place. Immutable.
 *
 * @param <Q> type of a request
 */
final class BatchColumns<Q> {

	private final String alias;

	private final List<Column<Q>> columns;

	private BatchColumns(String alias, List<Column<Q>> columns) {
		this.alias = alias;
		this.columns = columns;
	}

	/**
	 * Creates columns of a table with an alias in the statement.
	 */
	static <Q> BatchColumns<Q> as(String alias) {
		return new BatchColumns<>(alias, List.of());
	}

	/**
	 * Adds a column.
	 * @param name name in the statement
	 * @param type its type in PostgreSQL
	 * @param value value of a request, as text that PostgreSQL parses
	 */
	BatchColumns<Q> with(String name, String type, Function<Q, ? extends @Nullable Object> value) {
		return new BatchColumns<>(this.alias,
				Stream.concat(this.columns.stream(), Stream.of(new Column<Q>(name, type, value))).toList());
	}

	/**
	 * SQL of the requests as a table, with their {@code ordinal} as its last column.
	 */
	String table() {
		return "unnest(%s) WITH ORDINALITY AS %s (%s, ordinal)".formatted(
				joined((column) -> ":%s::%s[]".formatted(column.name(), column.type())), this.alias,
				joined(Column::name));
	}

	/**
	 * SQL of a single request as a table with the same columns.
	 */
	String row() {
		return "(SELECT %s, 1::bigint AS ordinal) AS %s"
			.formatted(joined((column) -> ":%1$s::%2$s AS %1$s".formatted(column.name(), column.type())), this.alias);
	}

	private String joined(Function<Column<Q>, String> part) {
		return this.columns.stream().map(part).collect(Collectors.joining(", "));
	}

	/**
	 * Binds the values of a batch.
	 */
	StatementSpec bind(StatementSpec statement, BatchParameters<Q> batch) {
		StatementSpec bound = statement;
		for (Column<Q> column : this.columns) {
			bound = bound.param(column.name(), batch.values((request) -> text(column, request), String[]::new));
		}
		return bound;
	}

	/**
	 * Binds the values of a batch with a single request.
	 */
	StatementSpec bindOne(StatementSpec statement, BatchParameters<Q> batch) {
		StatementSpec bound = statement;
		for (Column<Q> column : this.columns) {
			bound = bound.param(column.name(), text(column, batch.first()));
		}
		return bound;
	}

	private static <Q> @Nullable String text(Column<Q> column, Q request) {
		Object value = column.value().apply(request);
		return (value != null) ? value.toString() : null;
	}

	private record Column<Q>(String name, String type, Function<Q, ? extends @Nullable Object> value) {

	}

}
