package io.computeplatform.internal.submission;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.EclipseLinkJpaDialect;
import org.springframework.orm.jpa.vendor.EclipseLinkJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A submit is part of a transaction that JPA has begun.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JpaTransactionTests {

	private TestApplication application;

	private EntityManagerFactory entityManagers;

	private TransactionTemplate transaction;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment, JpaApplication.class);
		this.entityManagers = this.application.bean(EntityManagerFactory.class);
		this.transaction = new TransactionTemplate(this.application.bean(JpaTransactionManager.class));
		this.transaction.executeWithoutResult((status) -> execute("create table public.customers (name text)"));
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void jobRunsOnceTheTransactionIsCommitted() {
		JobId id = this.transaction.execute((status) -> {
			execute("insert into public.customers values ('committed')");
			return this.application.submit(Work.succeed());
		});
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(customers("committed")).isOne();
	}

	@Test
	void jobAndDataOfATransactionThatRollsBackAreGone() {
		JobId[] id = new JobId[1];
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			execute("insert into public.customers values ('rolled back')");
			id[0] = this.application.submit(Work.succeed());
			throw new IllegalStateException("On purpose");
		}));
		assertThat(this.application.platform().find(id[0])).isEmpty();
		assertThat(customers("rolled back")).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jobThatIsSubmittedWhenTheTransactionIsOverIsThereAndRuns(boolean rolledBack) {
		AtomicReference<JobId> id = new AtomicReference<>();
		AtomicReference<JobId> undone = new AtomicReference<>();
		TransactionTemplate another = new TransactionTemplate(this.application.bean(JpaTransactionManager.class));
		another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((status) -> {
			execute("insert into public.customers values ('over')");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCompletion(int completion) {
					id.set(JpaTransactionTests.this.application.submit(Work.succeed()));
					another.executeWithoutResult((inner) -> {
						undone.set(JpaTransactionTests.this.application.submit(Work.succeed()));
						inner.setRollbackOnly();
					});
				}
			});
			if (rolledBack) {
				status.setRollbackOnly();
			}
		});
		this.application.await(id.get(), JobStatus.COMPLETE);
		assertThat(this.application.platform().find(undone.get())).isEmpty();
	}

	@Test
	void jobThatIsSubmittedAfterTheCommitIsThereAndRuns() {
		AtomicReference<JobId> id = new AtomicReference<>();
		this.transaction.executeWithoutResult((status) -> {
			execute("insert into public.customers values ('after')");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					id.set(JpaTransactionTests.this.application.submit(Work.succeed()));
				}
			});
		});
		this.application.await(id.get(), JobStatus.COMPLETE);
	}

	private void execute(String sql) {
		EntityManager manager = EntityManagerFactoryUtils.getTransactionalEntityManager(this.entityManagers);
		manager.createNativeQuery(sql).executeUpdate();
	}

	private long customers(String name) {
		return this.transaction
			.execute((status) -> ((Number) EntityManagerFactoryUtils.getTransactionalEntityManager(this.entityManagers)
				.createNativeQuery("select count(*) from public.customers where name = ?")
				.setParameter(1, name)
				.getSingleResult()).longValue());
	}

	static class JpaApplication extends WorkerMain {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setPackagesToScan(JpaTransactionTests.class.getPackageName());
			factory.setJpaVendorAdapter(new EclipseLinkJpaVendorAdapter());
			factory.setJpaPropertyMap(Map.of("eclipselink.weaving", "false"));
			return factory;
		}

		@Bean
		JpaTransactionManager transactionManager(EntityManagerFactory factory) {
			EclipseLinkJpaDialect dialect = new EclipseLinkJpaDialect();
			dialect.setLazyDatabaseTransaction(false);
			JpaTransactionManager manager = new JpaTransactionManager(factory);
			manager.setJpaDialect(dialect);
			return manager;
		}

	}

}
