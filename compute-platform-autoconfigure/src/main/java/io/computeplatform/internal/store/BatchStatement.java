package io.computeplatform.internal.store;

import java.util.function.UnaryOperator;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * A statement about the requests of a batch. For a single request it has plain values
 * instead of arrays, which takes PostgreSQL and the driver less time. Immutable.
 *
 * @param <Q> type of a request
 */
final class BatchStatement<Q> {

	private final BatchColumns<Q> columns;

	private final String ofOne;

	private final String ofMany;

	/**
	 * Creates a statement.
	 * @param columns columns of the requests
	 * @param sql makes the statement from the table of the requests
	 */
	BatchStatement(BatchColumns<Q> columns, UnaryOperator<String> sql) {
		this.columns = columns;
		this.ofOne = sql.apply(columns.row());
		this.ofMany = sql.apply(columns.table());
	}

	/**
	 * Prepares the statement.
	 * @param database where to execute it
	 * @param batch the requests
	 * @return the statement with the values of the requests
	 */
	StatementSpec with(Database database, BatchParameters<Q> batch) {
		return batch.isOne() ? this.columns.bindOne(database.sql(this.ofOne), batch)
				: this.columns.bind(database.sql(this.ofMany), batch);
	}

}
