package io.computeplatform.failed;

import java.sql.SQLException;
import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.store.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Checks a query's path into the payload before any job is looked at: what is no path is
 * the caller's mistake, what is no predicate would silently match nothing, and what is
 * expensive would be so for each job.
 */
final class PayloadPaths {

	private final Database database;

	private final boolean enabled;

	PayloadPaths(Database database, boolean enabled) {
		this.database = database;
		this.enabled = enabled;
	}

	void check(FailedJobQuery query) {
		String path = query.toMap().get(FailedJobFilter.PAYLOAD.key());
		if (path == null) {
			return;
		}
		if (!this.enabled) {
			throw invalid(path, "none, because compute.async.admin.payload-filter is false", null);
		}
		if (!PathSyntax.isAllowed(path)) {
			throw invalid(path, "a predicate of SQL/JSON path: " + PathSyntax.ALLOWED, null);
		}
		try {
			this.database.atSavepoint(() -> this.database.sql("SELECT jsonb_path_match('{}', :path::jsonpath)")
				.param("path", path)
				.query()
				.singleRow());
		}
		catch (DataAccessException ex) {
			if (ex.getMostSpecificCause() instanceof SQLException cause && isOfTheValue(cause.getSQLState())) {
				throw invalid(path, "a predicate of SQL/JSON path that PostgreSQL can read: " + PathSyntax.ALLOWED, ex);
			}
			throw ex;
		}
	}

	private static InvalidJobException invalid(String path, String allowed, @Nullable Exception cause) {
		return new InvalidJobException(FailedJobFilter.PAYLOAD.key(), path, allowed, cause);
	}

	/**
	 * Data exceptions, syntax errors, what is not supported and what goes beyond a limit,
	 * and none that come of the connection.
	 */
	private static boolean isOfTheValue(@Nullable String state) {
		return state != null && Stream.of("22", "42", "0A", "54").anyMatch(state::startsWith);
	}

}
