package io.computeplatform.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
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
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The database as this package's classes see it. Statements use the schema name
 * {@code compute}, which is replaced by the configured one. Internal, thread-safe.
 */
public final class Database {

	/**
	 * In these statements only keywords are in upper case.
	 */
	private static final Pattern WRITES = Pattern.compile("\\b(INSERT|UPDATE|DELETE|TRUNCATE|CREATE)\\b");

	private static final String LOCK_TIMEOUT = "2s";

	private final DataSource dataSource;

	private final JdbcClient jdbc;

	private final JoiningTransactionManager manager;

	private final TransactionOperations transactions;

	private final String schema;

	private final Map<String, String> statements = new ConcurrentReferenceHashMap<>();

	private final TransactionOperations savepoints;

	private final TransactionOperations ownTransactions;

	private final boolean connectionsVaryByCaller;

	Database(DataSource dataSource, String schema, boolean connectionsVaryByCaller) {
		this.manager = new JoiningTransactionManager(dataSource);
		// Transactions are bound to the target data source, which differs from the bean
		// if that is a proxy.
		this.dataSource = Objects.requireNonNull(this.manager.getDataSource());
		this.connectionsVaryByCaller = connectionsVaryByCaller;
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
	 * @return the statement, without its parameters
	 */
	public StatementSpec sql(String statement) {
		if (isReadOnly() && WRITES.matcher(statement).find()) {
			// PostgreSQL would refuse it too, and abort the caller's transaction.
			throw new InvalidDataAccessApiUsageException(ValueFreeExceptions.IN_READ_ONLY);
		}
		// The same string each time, because Spring caches parsed statements by it.
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
			// The statement itself reports the failure.
			return false;
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Identity of this database. Only a copy of it has the same.
	 * @return an id that never changes
	 */
	public UUID identity() {
		return inTransaction(() -> sql("SELECT id FROM compute.database_identity").query(UUID.class).single());
	}

	/**
	 * Runs in the caller's transaction, or in one of its own if there is none or it is
	 * over: with a pool without auto-commit the changes would be lost otherwise.
	 * @param <T> type of the result
	 * @param work statements to run
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
		// The callback's declared result is nullable in one version of Spring and not in
		// the other.
		return (this.manager.isCompleted() ? this.ownTransactions : this.transactions).execute((status) -> work.get());
	}

	/**
	 * Runs in a transaction of its own, whether the caller has one or not.
	 * @param <T> type of the result
	 * @param work statements to run
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T newTransaction(Supplier<T> work) {
		return this.ownTransactions.execute((status) -> work.get());
	}

	/**
	 * Runs a single statement in the caller's transaction, or in one of its own. The
	 * latter takes one round trip instead of two, unless the pool is without auto-commit.
	 * @param <T> type of the result
	 * @param statement the statement
	 * @return result of the statement
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T singleStatement(Supplier<T> statement) {
		if (TransactionSynchronizationManager.isSynchronizationActive()
				|| TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return inTransaction(statement);
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		TransactionSynchronizationManager.bindResource(this.dataSource, new ConnectionHolder(connection));
		try {
			return isAutoCommit(connection) ? statement.get() : inTransaction(statement);
		}
		finally {
			TransactionSynchronizationManager.unbindResource(this.dataSource);
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private static boolean isAutoCommit(Connection connection) {
		try {
			return connection.getAutoCommit();
		}
		catch (SQLException ex) {
			// The transaction itself reports the failure.
			return false;
		}
	}

	/**
	 * Runs statements that may fail, in the caller's transaction or in one of its own. A
	 * failure does not abort the caller's transaction.
	 * @param <T> type of the result
	 * @param work statements to run; if they fail, only they are undone
	 * @return result of the work
	 */
	@SuppressWarnings("NullAway")
	public <T extends @Nullable Object> T nested(Supplier<T> work) {
		return (this.manager.isCompleted() ? this.ownTransactions : this.savepoints).execute((status) -> work.get());
	}

	/**
	 * Like {@link #nested}, with a short lock timeout, for statements that wait for
	 * locked rows: they hold a connection that the workers may need.
	 * @param <T> type of the result
	 * @param work statements to run; if they fail, only they are undone
	 * @return result of the work
	 * @throws CannotAcquireLockException if another transaction keeps a row locked
	 */
	public <T extends @Nullable Object> T withLockTimeout(Supplier<T> work) {
		return nested(() -> {
			// A rollback to the savepoint also resets the setting.
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
	 * Runs an action once the changes are committed: after the caller's transaction, or
	 * at once if there is none on this database or it is over.
	 * @param action the action; not run if the transaction rolls back, or to a savepoint
	 * before this call
	 */
	public void afterCommit(Runnable action) {
		aroundCommit(() -> {
		}, action);
	}

	/**
	 * Maximum size of the connection pool.
	 * @param providers metadata providers of pools
	 * @return the size, or {@code null} if it is not known
	 */
	@Nullable Integer poolSize(Collection<DataSourcePoolMetadataProvider> providers) {
		return poolSize(this.dataSource, providers);
	}

	static @Nullable Integer poolSize(DataSource dataSource, Collection<DataSourcePoolMetadataProvider> providers) {
		DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(providers)
			.getDataSourcePoolMetadata(dataSource);
		return (pool != null) ? pool.getMax() : null;
	}

	/**
	 * Runs actions right before and right after the caller's transaction commits. If
	 * there is none, or it is over, only the latter runs, at once.
	 * @param before action in the transaction
	 * @param after action after the commit
	 */
	public void aroundCommit(Runnable before, Runnable after) {
		this.manager.aroundCommit(before, after);
	}

	/**
	 * Whether the caller has a transaction on this database, and it is not over.
	 * @return {@code false} if {@link #inTransaction} would begin one
	 */
	public boolean isInTransaction() {
		return this.manager.isInTransaction();
	}

	/**
	 * Whether every caller gets a connection to the same database.
	 * @return {@code false} if that depends on the caller
	 */
	public boolean isSingleDatabase() {
		return !this.connectionsVaryByCaller;
	}

	/**
	 * Whether the caller's changes may share a statement with those of other callers.
	 * @return {@code false} if the caller has a connection of its own, or would get a
	 * different one than other callers
	 */
	boolean isBatchable() {
		return !this.connectionsVaryByCaller && !TransactionSynchronizationManager.isSynchronizationActive()
				&& !TransactionSynchronizationManager.hasResource(this.dataSource);
	}

}
