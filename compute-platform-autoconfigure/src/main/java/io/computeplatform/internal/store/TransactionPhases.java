package io.computeplatform.internal.store;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * Knows whether a caller's transaction is over. Spring keeps its connection bound during
 * callbacks after commit or rollback, and changes that join the transaction there are
 * lost. Also knows whether Spring's next callback is for another transaction: a manager
 * may have begun one inside the caller's.
 */
final class TransactionPhases implements BeanPostProcessor, ApplicationContextAware {

	/**
	 * Phase of the transaction of each connection of a watched manager.
	 */
	private static final Map<ConnectionHolder, Phase> PHASES = Collections.synchronizedMap(new WeakHashMap<>());

	private static final Set<String> CALLBACKS = Set.of("invokeAfterCommit", "invokeAfterCompletion");

	/**
	 * Managers of parent contexts may have been created without this post-processor.
	 */
	@Override
	public void setApplicationContext(ApplicationContext context) {
		ApplicationContext parent = context.getParent();
		if (parent != null) {
			BeanFactoryUtils.beansOfTypeIncludingAncestors(parent, PlatformTransactionManager.class)
				.values()
				.forEach(TransactionPhases::watch);
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		watch(bean);
		return bean;
	}

	private static void watch(Object bean) {
		if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager
				&& dataSource(bean) instanceof DataSource dataSource) {
			watch(manager, dataSource);
		}
	}

	private static @Nullable Object dataSource(Object manager) {
		BeanWrapperImpl properties = new BeanWrapperImpl(manager);
		return properties.isReadableProperty("dataSource") ? properties.getPropertyValue("dataSource") : null;
	}

	/**
	 * Registers a listener for the transactions of a manager.
	 * @param manager the manager
	 * @param dataSource data source to which their connections are bound
	 */
	static void watch(ConfigurableTransactionManager manager, DataSource dataSource) {
		// Several contexts may share a manager.
		if (manager.getTransactionExecutionListeners().stream().noneMatch(Listener.class::isInstance)) {
			manager.addListener(new Listener(dataSource));
		}
	}

	private static void begun(TransactionExecution transaction, ConnectionHolder holder) {
		if (transaction.isNewTransaction()) {
			Phase phase = new Phase();
			PHASES.put(holder, phase);
			if (TransactionSynchronizationManager.isSynchronizationActive()) {
				TransactionSynchronizationManager.registerSynchronization(phase);
			}
		}
		else if (transaction.isNested()) {
			Optional.ofNullable(PHASES.get(holder)).ifPresent((phase) -> phase.nested(transaction));
		}
	}

	/**
	 * Whether the transaction of a bound connection has been committed or rolled back.
	 */
	static boolean isCompleted(ConnectionHolder holder) {
		Phase phase = PHASES.get(holder);
		if (phase != null) {
			return phase.over;
		}
		// A manager that is no bean: a transaction that began inside a callback can't be
		// distinguished from the one of the callback.
		return (holder.isSynchronizedWithTransaction() || TransactionSynchronizationManager.isActualTransactionActive())
				&& StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
					.walk((frames) -> frames.anyMatch(TransactionPhases::isCallback));
	}

	/**
	 * Registers a synchronization for the end of a connection's transaction, while
	 * Spring's synchronizations belong to another one that has begun inside of it.
	 * @param holder the bound connection
	 * @param synchronization the synchronization
	 * @return {@code false} if Spring's synchronizations belong to the connection's own
	 * transaction
	 */
	static boolean registerWithOuter(ConnectionHolder holder, TransactionSynchronization synchronization) {
		Phase phase = PHASES.get(holder);
		return phase != null && phase.suspended && phase.later.add(synchronization);
	}

	private static boolean isCallback(StackFrame frame) {
		return frame.getDeclaringClass() == TransactionSynchronizationUtils.class
				&& CALLBACKS.contains(frame.getMethodName());
	}

	/**
	 * Listens to the transactions of one manager.
	 */
	private record Listener(DataSource dataSource) implements TransactionExecutionListener {

		@Override
		public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
			if (failure == null) {
				holder().ifPresent((holder) -> begun(transaction, holder));
			}
		}

		@Override
		public void beforeCommit(TransactionExecution transaction) {
			phase().ifPresent((phase) -> phase.ending(transaction, true));
		}

		@Override
		public void beforeRollback(TransactionExecution transaction) {
			phase().ifPresent((phase) -> phase.ending(transaction, false));
		}

		private Optional<Phase> phase() {
			return holder().map(PHASES::get);
		}

		private Optional<ConnectionHolder> holder() {
			return (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder)
					? Optional.of(holder) : Optional.empty();
		}

	}

	/**
	 * Phase of one transaction. Used by its thread only.
	 */
	private static final class Phase implements TransactionSynchronization {

		/**
		 * To be registered when Spring's synchronizations belong to this transaction
		 * again.
		 */
		private final List<TransactionSynchronization> later = new ArrayList<>();

		/**
		 * Number of synchronizations when a nested transaction began.
		 */
		private final Map<TransactionExecution, Integer> nested = new HashMap<>();

		private boolean over;

		private boolean suspended;

		@Override
		public void suspend() {
			this.suspended = true;
		}

		@Override
		public void resume() {
			this.suspended = false;
			this.later.forEach(TransactionSynchronizationManager::registerSynchronization);
			this.later.clear();
			this.nested.clear();
		}

		void nested(TransactionExecution transaction) {
			if (this.suspended) {
				this.nested.put(transaction, this.later.size());
			}
		}

		void ending(TransactionExecution transaction, boolean commit) {
			this.over |= transaction.isNewTransaction();
			Integer before = this.nested.remove(transaction);
			if (before != null && !commit) {
				this.later.subList(before, this.later.size()).clear();
			}
		}

	}

}
