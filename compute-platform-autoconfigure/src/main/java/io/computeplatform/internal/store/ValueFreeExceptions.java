package io.computeplatform.internal.store;

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
 * Removes values of rows from exceptions, which end in logs and reach callers: PostgreSQL
 * reports the whole row that violates a constraint, payload included.
 */
final class ValueFreeExceptions implements SQLExceptionTranslator {

	/**
	 * Classes of SQLState whose message itself quotes a value: data exceptions, and
	 * errors raised by a trigger.
	 */
	private static final Set<String> QUOTING = Set.of("22", "P0");

	/**
	 * End of the context of an error that a PL/pgSQL function raises, in any language.
	 */
	private static final Pattern RAISED = Pattern.compile("\\bRAISE\\b");

	/**
	 * Classes of SQLState of an outage: the same call can succeed later. The last ones
	 * are the driver's own.
	 */
	private static final Set<String> OUTAGES = Set.of("08", "25", "40", "53", "55", "57", "58", "60", "99");

	/**
	 * Classes of SQLState that concern schema, privileges or server, for example during a
	 * migration. They concern a row only if a function or trigger raises them.
	 */
	private static final Set<String> SURROUNDINGS = Set.of("0A", "28", "3D", "42", "F0", "XX");

	private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

	private static final String CONNECTION = "08";

	private static final String READ_ONLY = "25006";

	private static final String LOCKED = "55P03";

	/** Message for a caller whose transaction is read-only. */
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
		DataAccessException translated = this.translator.translate(task, sql, safe);
		if (!(translated instanceof DataIntegrityViolationException) && isRefused(ex)) {
			return new DataIntegrityViolationException(task + "; " + safe.getMessage(), safe);
		}
		return (translated != null) ? translated : new UncategorizedSQLException(task, sql, safe);
	}

	/**
	 * Whether the same row would be refused each time, beyond the cases that Spring
	 * recognizes: it exceeds a limit, such as that of an index, its stored data is
	 * damaged, or a function or trigger refuses it.
	 */
	private static boolean isRefused(SQLException ex) {
		String state = ex.getSQLState();
		if (state == null || state.length() != 5 || OUTAGES.contains(state.substring(0, 2))) {
			return false;
		}
		return !SURROUNDINGS.contains(state.substring(0, 2)) || DAMAGED.contains(state) || isRaised(ex);
	}

	private static boolean isRaised(SQLException ex) {
		return String.valueOf(ex.getMessage()).lines().skip(1).anyMatch((line) -> RAISED.matcher(line).find());
	}

	/**
	 * Whether the message itself may quote a value. A function or trigger may raise any
	 * state, with any text.
	 */
	private static boolean isQuoting(SQLException ex, String state) {
		return QUOTING.contains(state.substring(0, 2)) || isRaised(ex);
	}

	/**
	 * The part of the server's error without values: SQLState and first line, which names
	 * the constraint. Detail, context and position are in further lines.
	 */
	static SQLException withoutValues(SQLException ex) {
		String state = ex.getSQLState();
		if (state == null || state.length() != 5 || state.startsWith(CONNECTION) || ex instanceof SQLTransientException
				|| ex instanceof SQLNonTransientException || ex instanceof SQLRecoverableException) {
			// From the pool or the driver, and not from the server.
			return ex;
		}
		String message = String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
		SQLException safe = new SQLException(isQuoting(ex, state) ? "PostgreSQL refuses a value, SQLState " + state
				: message + " (SQLState " + state + ")", state, ex.getErrorCode());
		safe.setStackTrace(ex.getStackTrace());
		return safe;
	}

}
