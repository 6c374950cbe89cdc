package io.computeplatform.internal.filter;

import java.sql.SQLException;
import java.util.stream.Stream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.store.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Validates a query's path into the payload before any job is read. A syntax error is the
 * caller's mistake, a path that is no predicate would silently match nothing, and an
 * expensive one would be expensive for each job. Internal, thread-safe.
 */
public final class PayloadPaths {

	/**
	 * Condition of the search. A CASE: PostgreSQL then estimates that many rows match,
	 * and reads the newest first. For the operator alone it would estimate few matches,
	 * and read all rows. The cost of a search in a payload grows with its size. The
	 * search sees the masked payload.
	 */
	static final String CONDITION = """
			CASE WHEN octet_length(payload::text) <= 1048576
			  THEN coalesce(compute.searchable_payload(payload, coalesce(:hidden::jsonb #> ARRAY[queue, type], :hidden::jsonb -> ''))
			    @@ :payload::jsonpath, false) ELSE false END""";

	/**
	 * Additional parameter of {@link #CONDITION}.
	 */
	static final String HIDDEN = "hidden";

	private static final String KEY = "payload";

	private final Database database;

	private final boolean enabled;

	PayloadPaths(Database database, boolean enabled) {
		this.database = database;
		this.enabled = enabled;
	}

	/**
	 * Validates the path of a query, if it has one.
	 * @param filters the query
	 * @throws InvalidJobException if the path is not allowed
	 */
	public void check(Filters<?> filters) {
		String path = filters.payloadPath();
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
			this.database.nested(() -> this.database.sql("SELECT jsonb_path_match('{}', :path::jsonpath)")
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
		return new InvalidJobException(KEY, path, allowed, cause);
	}

	/**
	 * Data exceptions, syntax errors, unsupported features and exceeded limits, but no
	 * failures of the connection.
	 */
	private static boolean isOfTheValue(@Nullable String state) {
		return state != null && Stream.of("22", "42", "0A", "54").anyMatch(state::startsWith);
	}

}
