package io.computeplatform.store;

import java.lang.StackWalker.StackFrame;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * Knows whether a caller's transaction is over. Spring keeps its connection bound while
 * it calls back after commit or rollback, and what joins the transaction there is lost.
 */
final class TransactionPhases implements BeanPostProcessor {

	/** Of each connection of a watched manager, whether its transaction is over. */
	private static final Map<ConnectionHolder, Boolean> OVER = Collections.synchronizedMap(new WeakHashMap<>());

	private static final Set<String> CALLBACKS = Set.of("invokeAfterCommit", "invokeAfterCompletion");

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager
				&& dataSource(bean) instanceof DataSource dataSource) {
			watch(manager, dataSource);
		}
		return bean;
	}

	private static @Nullable Object dataSource(Object manager) {
		BeanWrapperImpl properties = new BeanWrapperImpl(manager);
		return properties.isReadableProperty("dataSource") ? properties.getPropertyValue("dataSource") : null;
	}

	/**
	 * Has a manager tell of its transactions.
	 * @param manager the manager
	 * @param dataSource what their connections are bound to
	 */
	static void watch(ConfigurableTransactionManager manager, DataSource dataSource) {
		manager.addListener(new TransactionExecutionListener() {
			@Override
			public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
				note(transaction, false);
			}

			@Override
			public void beforeCommit(TransactionExecution transaction) {
				note(transaction, true);
			}

			@Override
			public void beforeRollback(TransactionExecution transaction) {
				note(transaction, true);
			}

			private void note(TransactionExecution transaction, boolean over) {
				if (transaction.isNewTransaction() && TransactionSynchronizationManager
					.getResource(dataSource) instanceof ConnectionHolder holder) {
					OVER.put(holder, over);
				}
			}
		});
	}

	/**
	 * Whether the transaction of a bound connection has been committed or rolled back.
	 */
	static boolean isOver(ConnectionHolder holder) {
		Boolean over = OVER.get(holder);
		if (over != null) {
			return over;
		}
		// Of a manager that is no bean: one begun below a callback is not told from the
		// one that the callback follows.
		return (holder.isSynchronizedWithTransaction() || TransactionSynchronizationManager.isActualTransactionActive())
				&& StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
					.walk((frames) -> frames.anyMatch(TransactionPhases::isCallback));
	}

	private static boolean isCallback(StackFrame frame) {
		return frame.getDeclaringClass() == TransactionSynchronizationUtils.class
				&& CALLBACKS.contains(frame.getMethodName());
	}

}
