package io.computeplatform.internal.thread;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Transactions that are bound to a thread before application code runs on it, so that
 * those which the code begins and does not end can be rolled back.
 */
final class ThreadTransactions {

	private static final Logger LOG = LoggerFactory.getLogger(ThreadTransactions.class);

	private final Set<Object> before = Set.copyOf(TransactionSynchronizationManager.getResourceMap().keySet());

	private final boolean synchronizedBefore = TransactionSynchronizationManager.isSynchronizationActive();

	private final boolean activeBefore = TransactionSynchronizationManager.isActualTransactionActive();

	/**
	 * Rolls back, and releases the remaining resources.
	 * @param managers managers that may have begun transactions
	 * @param left takes the names of what was left behind
	 * @return whether a transaction was rolled back
	 */
	boolean restore(Stream<PlatformTransactionManager> managers, List<String> left) {
		boolean rolledBack = false;
		if (!this.activeBefore && TransactionSynchronizationManager.isActualTransactionActive()) {
			left.add("a transaction");
			rollBack(managers);
			rolledBack = true;
		}
		if (!this.synchronizedBefore) {
			if (!rolledBack && TransactionSynchronizationManager.isSynchronizationActive()) {
				left.add("transaction synchronization");
			}
			endSynchronization();
		}
		for (Object key : List.copyOf(TransactionSynchronizationManager.getResourceMap().keySet())) {
			if (!this.before.contains(key)) {
				Object resource = TransactionSynchronizationManager.unbindResourceIfPossible(key);
				left.add("a bound " + ((resource != null) ? resource.getClass().getSimpleName() : "resource"));
				rolledBack |= release(resource);
			}
		}
		return rolledBack;
	}

	private static void rollBack(Stream<PlatformTransactionManager> managers) {
		try {
			managers.forEach(ThreadTransactions::rollBack);
		}
		catch (Throwable ex) {
			// The resources are released nevertheless, which rolls back too.
			LOG.warn("Failed to roll back with all transaction managers: {}", ex.getClass().getName());
		}
	}

	/**
	 * Joins the transaction, if it is this manager's, to mark it for rollback.
	 */
	private static void rollBack(PlatformTransactionManager manager) {
		if (!(manager instanceof AbstractPlatformTransactionManager owner)) {
			return;
		}
		try {
			if (owner
				.getTransaction(new DefaultTransactionDefinition(
						TransactionDefinition.PROPAGATION_MANDATORY)) instanceof DefaultTransactionStatus joined
					&& joined.hasTransaction()) {
				owner.rollback(new DefaultTransactionStatus(joined.getTransactionName(), joined.getTransaction(), true,
						TransactionSynchronizationManager.isSynchronizationActive(), false, false, false, null));
			}
		}
		catch (IllegalTransactionStateException ex) {
			LOG.debug("The transaction does not belong to {}", manager, ex);
		}
		catch (Throwable ex) {
			LOG.warn("Failed to roll back a transaction that an executor left, by {}: {}", manager,
					ex.getClass().getName());
		}
	}

	private static void endSynchronization() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			List<TransactionSynchronization> open = TransactionSynchronizationManager.getSynchronizations();
			TransactionSynchronizationUtils.invokeAfterCompletion(open, TransactionSynchronization.STATUS_ROLLED_BACK);
		}
		TransactionSynchronizationManager.clear();
	}

	private static boolean release(@Nullable Object resource) {
		if (resource instanceof ConnectionHolder holder) {
			return release(holder);
		}
		if (resource != null) {
			// Resources of JMS, AMQP, JPA and Hibernate, none of which need be on the
			// class path.
			call(resource, "closeAll");
			call(call(resource, "getEntityManager"), "close");
			call(resource, "close");
		}
		return false;
	}

	private static boolean release(ConnectionHolder holder) {
		Connection connection = null;
		try {
			connection = holder.getConnection();
			boolean open = !connection.getAutoCommit();
			if (open) {
				connection.rollback();
			}
			return open;
		}
		catch (Throwable ex) {
			LOG.warn("Failed to roll back a connection that an executor left: {}", ex.getClass().getName());
			return true;
		}
		finally {
			JdbcUtils.closeConnection(connection);
		}
	}

	private static @Nullable Object call(@Nullable Object target, String name) {
		Method method = (target != null) ? ReflectionUtils.findMethod(target.getClass(), name) : null;
		if (method == null) {
			return null;
		}
		try {
			ReflectionUtils.makeAccessible(method);
			return ReflectionUtils.invokeMethod(method, target);
		}
		catch (Throwable ex) {
			LOG.debug("Failed to close a resource that an executor left, by {}", method, ex);
			return null;
		}
	}

}
