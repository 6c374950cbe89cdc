package io.computeplatform.store;

import javax.sql.DataSource;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ComputeDataSource;
import io.computeplatform.queue.JobQueueAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * The jobs' tables, on the application's {@code DataSource} or a dedicated one.
 */
@AutoConfiguration(after = JobQueueAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobStoreAutoConfiguration {

	@Bean
	Database computeDatabase(ComputeAsyncProperties properties, ResourceLoader resourceLoader,
			@ComputeDataSource ObjectProvider<DataSource> dedicated, ObjectProvider<DataSource> common) {
		DataSource dataSource = dedicated.getIfUnique(() -> common.getIfUnique(() -> {
			throw noDataSource(common.stream().count());
		}));
		new SchemaMigration(dataSource, properties.schema(), resourceLoader.getClassLoader()).run(properties.migrate());
		return new Database(dataSource, properties.schema());
	}

	@Bean
	JobRows computeJobRows(Database database) {
		return new JobRows(database);
	}

	@Bean
	AttemptRows computeAttemptRows(Database database) {
		return new AttemptRows(database);
	}

	@Bean
	OwedMessages computeOwedMessages(Database database) {
		return new OwedMessages(database);
	}

	@Bean
	WorkerRows computeWorkerRows(Database database) {
		return new WorkerRows(database);
	}

	@Bean
	FailedRows computeFailedRows(Database database) {
		return new FailedRows(database);
	}

	@Bean
	PayloadJson computePayloadJson() {
		return new PayloadJson();
	}

	private static ComputeConfigurationException noDataSource(long count) {
		return new ComputeConfigurationException(
				(count == 0) ? "Jobs are kept in PostgreSQL, and there is no DataSource bean."
						: "Jobs are kept in PostgreSQL, and none of the " + count
								+ " DataSource beans is the primary one.",
				"Set spring.datasource.url to a PostgreSQL database, mark the DataSource to use with @Primary or "
						+ "@ComputeDataSource, or set compute.async.enabled=false.");
	}

}
