package io.computeplatform.test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs an executor in the test's transaction, if there is one, within a savepoint. A
 * rollback by the executor undoes only its own changes, and the test's transaction stays
 * usable.
 */
final class ExecutorInTransaction implements JobExecutor<Object> {

	private final JobExecutor<Object> executor;

	ExecutorInTransaction(JobExecutor<Object> executor) {
		this.executor = executor;
	}

	@Override
	public void execute(JobContext<Object> job) throws Exception {
		List<SavepointState> savepoints = savepoints();
		try {
			this.executor.execute(job);
		}
		catch (Throwable ex) {
			for (SavepointState savepoint : savepoints) {
				savepoint.afterFailure();
			}
			throw ex;
		}
		for (SavepointState savepoint : savepoints) {
			savepoint.afterSuccess();
		}
	}

	private static List<SavepointState> savepoints() throws SQLException {
		List<SavepointState> savepoints = new ArrayList<>();
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
				if (resource instanceof ConnectionHolder holder) {
					Connection connection = holder.getConnection();
					savepoints.add(
							new SavepointState(holder, connection, connection.setSavepoint(), holder.isRollbackOnly()));
				}
			}
		}
		return savepoints;
	}

	/**
	 * A savepoint before the executor, and whether the transaction was marked for
	 * rollback.
	 */
	private record SavepointState(ConnectionHolder holder, Connection connection, Savepoint savepoint,
			boolean rollbackOnly) {

		void afterFailure() throws SQLException {
			// Changes that the executor made outside a transaction of its own are kept.
			if (this.holder.isRollbackOnly() || !release()) {
				undo();
			}
		}

		void afterSuccess() throws SQLException {
			if (!release()) {
				undo();
				throw new IllegalStateException(
						"The executor continued after a statement failed. PostgreSQL allows no further statements "
								+ "in that transaction, which is the test's. Run the test without @Transactional, or end its "
								+ "transaction first.");
			}
		}

		private boolean release() {
			try {
				this.connection.releaseSavepoint(this.savepoint);
				return true;
			}
			catch (SQLException ex) {
				// The transaction was aborted by a failed statement.
				return false;
			}
		}

		private void undo() throws SQLException {
			this.connection.rollback(this.savepoint);
			if (!this.rollbackOnly) {
				this.holder.resetRollbackOnly();
			}
		}

	}

}
