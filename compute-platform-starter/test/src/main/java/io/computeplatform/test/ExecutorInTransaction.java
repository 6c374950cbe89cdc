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
 * An executor inside the transaction of a test, which it would have for itself otherwise.
 * What it rolls back is undone, and the transaction of the test stays usable.
 */
final class ExecutorInTransaction implements JobExecutor<Object> {

	private final JobExecutor<Object> executor;

	ExecutorInTransaction(JobExecutor<Object> executor) {
		this.executor = executor;
	}

	@Override
	public void execute(JobContext<Object> job) throws Exception {
		List<Mark> marks = marks();
		try {
			this.executor.execute(job);
		}
		catch (Throwable ex) {
			for (Mark mark : marks) {
				mark.afterFailure();
			}
			throw ex;
		}
		for (Mark mark : marks) {
			mark.afterSuccess();
		}
	}

	private static List<Mark> marks() throws SQLException {
		List<Mark> marks = new ArrayList<>();
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
				if (resource instanceof ConnectionHolder holder) {
					Connection connection = holder.getConnection();
					marks.add(new Mark(holder, connection, connection.setSavepoint(), holder.isRollbackOnly()));
				}
			}
		}
		return marks;
	}

	/**
	 * State of a transaction before the executor.
	 */
	private record Mark(ConnectionHolder holder, Connection connection, Savepoint savepoint, boolean rollbackOnly) {

		void afterFailure() throws SQLException {
			// Only what was in a transaction of the executor's is undone by its failure.
			if (this.holder.isRollbackOnly() || !release()) {
				undo();
			}
		}

		void afterSuccess() throws SQLException {
			if (!release()) {
				undo();
				throw new IllegalStateException("The executor went on after a statement of it had failed. PostgreSQL "
						+ "lets nothing follow that in one transaction, and this is the test's: end that first, or "
						+ "run the test without @Transactional.");
			}
		}

		private boolean release() {
			try {
				this.connection.releaseSavepoint(this.savepoint);
				return true;
			}
			catch (SQLException ex) {
				// The answer of a transaction in which a statement has failed.
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
