package io.computeplatform.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Keeps values of rows out of exceptions, which end in logs and in what callers see:
 * PostgreSQL tells the whole row that a constraint refuses, payload included.
 */
final class ValueFreeExceptions implements SQLExceptionTranslator {

	/**
	 * Classes of SQLState whose message itself quotes a value: data exceptions, and what
	 * a trigger says.
	 */
	private static final Set<String> QUOTING = Set.of("22", "P0");

	/** How PL/pgSQL ends the context of what a function raises, in any language. */
	private static final Pattern RAISED = Pattern.compile("\\bRAISE\\b");

	private static final String CONNECTION = "08";

	private static final String READ_ONLY = "25006";

	private static final String LOCKED = "55P03";

	/** What is wrong with a caller who may only read. */
	static final String IN_READ_ONLY = "Jobs can't be changed in a transaction that is read-only. "
			+ "Call it in one that may write (@Transactional without readOnly = true, or with "
			+ "propagation = REQUIRES_NEW), and not on a connection to a standby server";

	private final SQLExceptionTranslator translator = new SQLExceptionSubclassTranslator();

	@Override
	public DataAccessException translate(String task, @Nullable String sql, SQLException ex) {
		SQLException safe = withoutValues(ex);
		if (READ_ONLY.equals(ex.getSQLState())) {
			return new InvalidDataAccessApiUsageException(IN_READ_ONLY, safe);
		}
		if (LOCKED.equals(ex.getSQLState())) {
			return new CannotAcquireLockException(
					"Another transaction holds a row of this; try again when it has ended", safe);
		}
		if (isRefused(safe.getSQLState())) {
			return new DataIntegrityViolationException(task + "; " + safe.getMessage(), safe);
		}
		DataAccessException translated = this.translator.translate(task, sql, safe);
		return (translated != null) ? translated : new UncategorizedSQLException(task, sql, safe);
	}

	/**
	 * Whether the same row is refused again and again, which Spring does not tell: it
	 * goes beyond a limit, such as that of an index, or a trigger raises an exception.
	 */
	private static boolean isRefused(@Nullable String state) {
		return state != null && (state.startsWith("54") || "P0001".equals(state));
	}

	/**
	 * Whether the message itself may quote a value. A function or trigger may raise any
	 * state, with any text.
	 */
	private static boolean isQuoting(SQLException ex, String state) {
		return QUOTING.contains(state.substring(0, 2))
				|| String.valueOf(ex.getMessage()).lines().skip(1).anyMatch((line) -> RAISED.matcher(line).find());
	}

	/**
	 * What the server said, as far as it holds no values: SQLState and first line, which
	 * names the constraint; detail, context and position are in further lines.
	 */
	static SQLException withoutValues(SQLException ex) {
		String state = ex.getSQLState();
		if (state == null || state.length() != 5 || state.startsWith(CONNECTION) || ex instanceof SQLTransientException
				|| ex instanceof SQLNonTransientException || ex instanceof SQLRecoverableException) {
			// Of the pool or the connection, and not of the server.
			return ex;
		}
		String message = String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
		SQLException safe = new SQLException(isQuoting(ex, state) ? "PostgreSQL refuses a value, SQLState " + state
				: message + " (SQLState " + state + ")", state, ex.getErrorCode());
		safe.setStackTrace(ex.getStackTrace());
		return safe;
	}

}
