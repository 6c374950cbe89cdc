package io.computeplatform.internal.store;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Joins the caller's transaction, also one that another kind of manager has begun. The
 * JPA manager exposes its connection without marking that a transaction is active on it;
 * a transaction begun here on the same connection would commit the caller's.
 */
final class JoiningTransactionManager extends DataSourceTransactionManager {

	JoiningTransactionManager(DataSource dataSource) {
		super(dataSource);
		TransactionPhases.watch(this, obtainDataSource());
	}

	/**
	 * Whether the caller has a transaction on this database, and it is not over.
	 */
	boolean isInTransaction() {
		return TransactionSynchronizationManager.hasResource(obtainDataSource()) && !isCompleted()
				&& isExistingTransaction(doGetTransaction());
	}

	/**
	 * Whether the caller's transaction has been committed or rolled back, and its
	 * connection is still bound.
	 */
	boolean isCompleted() {
		return TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder holder
				&& TransactionPhases.isCompleted(holder);
	}

	/**
	 * Runs actions right before and right after the caller's transaction commits, or only
	 * the latter, at once, if there is none.
	 */
	void aroundCommit(Runnable before, Runnable after) {
		if (!isInTransaction()) {
			after.run();
		}
		else if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronization synchronization = new SavepointAwareSynchronization(before, after);
			if (!(TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder holder)
					|| !TransactionPhases.registerWithOuter(holder, synchronization)) {
				TransactionSynchronizationManager.registerSynchronization(synchronization);
			}
		}
		// Otherwise there is no callback at the end of the transaction: the relay finds
		// the pending message.
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return super.isExistingTransaction(transaction) || isStartedByOtherManager();
	}

	/**
	 * A connection that is only kept during a transaction on another resource is
	 * recognized by its synchronization.
	 */
	private boolean isStartedByOtherManager() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.getResource(obtainDataSource()) instanceof ConnectionHolder holder
				&& !holder.isSynchronizedWithTransaction();
	}

	@Override
	protected RuntimeException translateException(String task, SQLException ex) {
		return super.translateException(task, ValueFreeExceptions.withoutValues(ex));
	}

	/**
	 * Actions around the commit, skipped if the changes were undone by a rollback to a
	 * savepoint.
	 */
	private static final class SavepointAwareSynchronization implements TransactionSynchronization {

		private final Runnable before;

		private final Runnable after;

		private final Set<Object> laterSavepoints = new HashSet<>();

		private boolean undone;

		private boolean told;

		SavepointAwareSynchronization(Runnable before, Runnable after) {
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
				// If another synchronization throws after the commit, Spring skips the
				// remaining ones.
				afterCommit();
			}
		}

	}

}
