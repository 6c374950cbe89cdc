package io.computeplatform.failed;

import java.sql.SQLException;

import io.computeplatform.InvalidJobException;
import io.computeplatform.store.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Checks a query's path into the payload before any job is looked at: what is no path is
 * the caller's mistake, and what is no predicate would silently match nothing.
 */
final class PayloadPaths {

	private final Database database;

	PayloadPaths(Database database) {
		this.database = database;
	}

	void check(FailedJobQuery query) {
		String path = query.toMap().get(FailedJobFilter.PAYLOAD.key());
		if (path == null) {
			return;
		}
		try {
			this.database.atSavepoint(() -> this.database.sql("SELECT jsonb_path_match('{}', :path::jsonpath)")
				.param("path", path)
				.query()
				.singleRow());
		}
		catch (DataAccessException ex) {
			if (ex.getMostSpecificCause() instanceof SQLException cause && isOfTheValue(cause.getSQLState())) {
				throw new InvalidJobException(FailedJobFilter.PAYLOAD.key(), path,
						"a predicate of SQL/JSON path, such as $.customer.id == 42; PostgreSQL says: "
								+ cause.getMessage(),
						ex);
			}
			throw ex;
		}
	}

	/**
	 * Data exceptions and syntax errors, and none that come of the connection.
	 */
	private static boolean isOfTheValue(@Nullable String state) {
		return state != null && (state.startsWith("22") || state.startsWith("42"));
	}

}
