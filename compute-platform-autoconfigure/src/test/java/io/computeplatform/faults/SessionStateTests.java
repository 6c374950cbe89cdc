package io.computeplatform.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.computeplatform.ChangeResult;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pooler between application and database gives each transaction another session.
 */
@Tag("chaos")
@WithTestEnvironment
class SessionStateTests {

	private final TestEnvironment environment;

	SessionStateTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void nothingOfTheEngineOutlivesItsTransactionInTheSession() {
		// As such a pooler's manual asks for.
		try (TestApplication application = TestApplication.start(this.environment, PooledMain.class,
				"spring.datasource.hikari.data-source-properties.prepareThreshold=0")) {
			for (int i = 0; i < 20; i++) {
				JobId id = application.submit(Work.failBefore(3));
				assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(3);
			}
			JobId failed = application.submit(Work.fail());
			application.await(failed, JobStatus.FAILED);
			assertThat(application.failedJobService().retry(failed)).isEqualTo(ChangeResult.DONE);
		}
	}

	@EnableAutoConfiguration
	@Import(WorkerMain.class)
	static class PooledMain {

		@Bean
		static BeanPostProcessor forgetfulSessions() {
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof DataSource connections) ? new ForgetfulDataSource(connections) : bean;
				}
			};
		}

	}

	private static final class ForgetfulDataSource extends DelegatingDataSource {

		private ForgetfulDataSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			try (Statement statement = connection.createStatement()) {
				statement.execute("discard all");
			}
			return connection;
		}

	}

}
