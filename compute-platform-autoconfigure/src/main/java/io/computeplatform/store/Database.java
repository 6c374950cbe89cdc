package io.computeplatform.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The database as this package's classes see it. Statements name the schema
 * {@code compute}; it is replaced by the configured one. Internal, thread-safe.
 */
public final class Database {

	/** Key words are in upper case, and nothing else is. */
	private static final Pattern WRITES = Pattern.compile("\\b(INSERT|UPDATE|DELETE|TRUNCATE|CREATE)\\b");

	private static final String LOCK_TIMEOUT = "2s";

	private final DataSource dataSource;

	private final JdbcClient jdbc;

	private final CallersTransactions manager;

	private final TransactionOperations transactions;

	private final String schema;

	private final Map<String, String> statements = new ConcurrentReferenceHashMap<>();

	private final TransactionOperations savepoints;

	private final TransactionOperations ownTransactions;

	private final boolean tellsCallersApart;

	Database(DataSource dataSource, String schema, boolean tellsCallersApart) {
		this.manager = new CallersTransactions(dataSource);
		// What transactions are bound to, which is not the bean where that is a proxy.
		this.dataSource = Objects.requireNonNull(this.manager.getDataSource());
		TransactionPhases.watch(this.manager, this.dataSource);
		this.tellsCallersApart = tellsCallersApart;
		JdbcTemplate template = new JdbcTemplate(dataSource);
		template.setExceptionTranslator(new ValueFreeExceptions());
		this.jdbc = JdbcClient.create(template);
		this.schema = schema;
		this.transactions = transactions(this.manager, TransactionDefinition.PROPAGATION_REQUIRED);
		this.savepoints = transactions(this.manager, TransactionDefinition.PROPAGATION_NESTED);
		this.ownTransactions = transactions(this.manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	private static TransactionOperations transactions(DataSourceTransactionManager manager, int propagation) {
		TransactionTemplate template = new TransactionTemplate(manager);
		template.setPropagationBehavior(propagation);
		return template;
	}

	/**
	 * Prepares a statement.
	 * @param statement SQL with named parameters and tables in schema {@code compute}
	 * @return the statement, to be given its parameters
	 */
	public StatementSpec sql(String statement) {
		if (isReadOnly() && WRITES.matcher(statement).find()) {
			// PostgreSQL would refuse it too, and the caller's transaction with it.
			throw new InvalidDataAccessApiUsageException(ValueFreeExceptions.IN_READ_ONLY);
		}
		// Always the same string for a statement, because others look it up once more.
		return this.jdbc.sql(this.statements.computeIfAbsent(statement,
				(text) -> text.replace("compute.", "\"" + this.schema + "\".")));
	}

	private boolean isReadOnly() {
		if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return false;
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return connection.isReadOnly();
		}
		catch (SQLException ex) {
			// The statement says what is wrong.
			return false;
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Identity of this database, which no other has but a copy of it.
	 * @return the same for ever
	 */
	public UUID identity() {
		return inTransaction(() -> sql("SELECT id FROM compute.database_identity").query(UUID.class).single());
	}

	/**
	 * Runs in the caller's transaction, or in one of its own if there is none or it is
	 * over: a pool that does not commit by itself must not lose what was written.
	 * @param <T> type of the result
	 * @param work statements to run
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
		// The callback's declared result is nullable on one Boot line and not on the
		// other.
		return (isOver() ? this.ownTransactions : this.transactions).execute((status) -> work.get());
	}

	/**
	 * Runs in a transaction of its own, whether the caller has one or not.
	 * @param <T> type of the result
	 * @param work statements to run
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T apart(Supplier<T> work) {
		return this.ownTransactions.execute((status) -> work.get());
	}

	/**
	 * Runs a single statement in the caller's transaction, or in one of its own. The
	 * latter takes one round trip instead of two, unless the pool does not commit by
	 * itself.
	 * @param <T> type of the result
	 * @param statement the statement
	 * @return result of the statement
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T alone(Supplier<T> statement) {
		if (TransactionSynchronizationManager.isSynchronizationActive()
				|| TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return inTransaction(statement);
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		TransactionSynchronizationManager.bindResource(this.dataSource, new ConnectionHolder(connection));
		try {
			return isCommitting(connection) ? statement.get() : inTransaction(statement);
		}
		finally {
			TransactionSynchronizationManager.unbindResource(this.dataSource);
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private static boolean isCommitting(Connection connection) {
		try {
			return connection.getAutoCommit();
		}
		catch (SQLException ex) {
			// A transaction says what is wrong.
			return false;
		}
	}

	/**
	 * Runs in the caller's transaction, or in one of its own, what may fail without harm
	 * to the caller's.
	 * @param <T> type of the result
	 * @param work statements to run, undone alone when they fail
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T atSavepoint(Supplier<T> work) {
		return (isOver() ? this.ownTransactions : this.savepoints).execute((status) -> work.get());
	}

	/**
	 * Like {@link #atSavepoint}, for what waits for rows that others may hold: not for
	 * long, because it holds a connection that the engine may need.
	 * @param <T> type of the result
	 * @param work statements to run, undone alone when they fail
	 * @return result of the work
	 * @throws CannotAcquireLockException if another transaction goes on holding a row
	 */
	public <T extends @Nullable Object> T withoutWaitingLong(Supplier<T> work) {
		return atSavepoint(() -> {
			// What is set in a savepoint is unset when it is rolled back.
			boolean limited = sql("SELECT current_setting('lock_timeout') <> '0'").query(Boolean.class).single();
			if (limited) {
				return work.get();
			}
			limitLocks(LOCK_TIMEOUT);
			T result = work.get();
			limitLocks("0");
			return result;
		});
	}

	private void limitLocks(String timeout) {
		sql("SELECT set_config('lock_timeout', :timeout, true)").param("timeout", timeout).query(String.class).single();
	}

	/**
	 * Does something once what was written is committed: after the caller's transaction,
	 * or at once if there is none on this database or it is over.
	 * @param action what to do; not done if the transaction rolls back, or to a savepoint
	 * before this call
	 */
	public void afterCommit(Runnable action) {
		aroundCommit(() -> {
		}, action);
	}

	/**
	 * How many connections there are at most.
	 * @param providers those who know pools
	 * @return the number, or {@code null} if it is not known
	 */
	@Nullable Integer poolSize(Collection<DataSourcePoolMetadataProvider> providers) {
		DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(providers)
			.getDataSourcePoolMetadata(this.dataSource);
		return (pool != null) ? pool.getMax() : null;
	}

	/**
	 * Does something right before and right after the caller's transaction commits. Where
	 * there is none, or it is over, only the latter, at once.
	 * @param before what to do in the transaction
	 * @param after what to do when it is committed
	 */
	public void aroundCommit(Runnable before, Runnable after) {
		if (!isInTransaction()) {
			after.run();
		}
		else if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new UnlessUndone(before, after));
		}
		// Else nobody tells when the transaction ends: what is pending, the relay finds.
	}

	/**
	 * Whether the caller has a transaction on this database, and it is not over.
	 * @return {@code false} if {@link #inTransaction} would begin one
	 */
	public boolean isInTransaction() {
		return TransactionSynchronizationManager.hasResource(this.dataSource) && !isOver() && this.manager.joins();
	}

	private boolean isOver() {
		return TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
				&& TransactionPhases.isOver(holder);
	}

	/**
	 * Whether every caller gets a connection to the same database.
	 * @return {@code false} if that depends on the caller
	 */
	public boolean isSameForAll() {
		return !this.tellsCallersApart;
	}

	/**
	 * Whether what the caller writes may share a statement with what others write.
	 * @return {@code false} if the caller has a connection of its own, or would get one
	 * that others would not
	 */
	boolean isSharable() {
		return !this.tellsCallersApart && !TransactionSynchronizationManager.isSynchronizationActive()
				&& !TransactionSynchronizationManager.hasResource(this.dataSource);
	}

	/**
	 * A connection that is only kept for the time of a transaction on something else is
	 * told by its synchronization.
	 */
	private static boolean isBegunByAnother(DataSource dataSource) {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder
				&& !holder.isSynchronizedWithTransaction();
	}

	/**
	 * Joins transactions that another kind of manager has begun. That of JPA shows its
	 * connection without saying that a transaction runs on it; one begun here on the same
	 * connection would commit the caller's.
	 */
	private static final class CallersTransactions extends DataSourceTransactionManager {

		CallersTransactions(DataSource dataSource) {
			super(dataSource);
		}

		/** Whether what runs now would join a transaction of the caller. */
		boolean joins() {
			return isExistingTransaction(doGetTransaction());
		}

		@Override
		protected boolean isExistingTransaction(Object transaction) {
			return super.isExistingTransaction(transaction)
					|| isBegunByAnother(Objects.requireNonNull(getDataSource()));
		}

		@Override
		protected RuntimeException translateException(String task, SQLException ex) {
			return super.translateException(task, ValueFreeExceptions.withoutValues(ex));
		}

	}

	/**
	 * Something done around the commit, unless what it is about was undone by a savepoint
	 * that was there before.
	 */
	private static final class UnlessUndone implements TransactionSynchronization {

		private final Runnable before;

		private final Runnable after;

		private final Set<Object> laterSavepoints = new HashSet<>();

		private boolean undone;

		private boolean told;

		UnlessUndone(Runnable before, Runnable after) {
			this.before = before;
			this.after = after;
		}

		@Override
		public void savepoint(Object savepoint) {
			this.laterSavepoints.add(savepoint);
		}

		@Override
		public void savepointRollback(Object savepoint) {
			this.undone |= !this.laterSavepoints.contains(savepoint);
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			if (!this.undone) {
				this.before.run();
			}
		}

		@Override
		public void afterCommit() {
			if (!this.undone && !this.told) {
				this.told = true;
				this.after.run();
			}
		}

		@Override
		public void afterCompletion(int status) {
			if (status == STATUS_COMMITTED) {
				// Of another one that throws after the commit, the rest are not told.
				afterCommit();
			}
		}

	}

}
