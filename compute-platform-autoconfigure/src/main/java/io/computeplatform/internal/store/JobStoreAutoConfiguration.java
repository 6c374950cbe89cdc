package io.computeplatform.internal.store;

import java.util.List;

import javax.sql.DataSource;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.SubmitBatching;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ComputeDataSource;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.text.VersionText;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Auto-configuration of the jobs' tables, on the application's {@code DataSource} or a
 * dedicated one.
 */
@AutoConfiguration(after = JobQueueAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobStoreAutoConfiguration {

	@Bean
	static TransactionPhases computeTransactionPhases() {
		return new TransactionPhases();
	}

	@Bean
	Database computeDatabase(ComputeAsyncProperties properties, ResourceLoader resourceLoader,
			@ComputeDataSource ObjectProvider<DataSource> dedicated, ObjectProvider<DataSource> common,
			ObjectProvider<DataSourcePoolMetadataProvider> pools) {
		// Two dedicated data sources must fail instead of falling back to the primary
		// one.
		ObjectProvider<DataSource> candidates = dedicated.stream().findAny().isPresent() ? dedicated : common;
		DataSource dataSource = candidates.getIfUnique(() -> {
			throw noDataSource(candidates.stream().count(), candidates == dedicated);
		});
		checkSize(dataSource, pools.orderedStream().toList());
		new SchemaMigration(dataSource, properties.schema(), resourceLoader.getClassLoader()).run(properties.migrate());
		SubmitBatching batching = properties.submitBatching();
		boolean connectionsVaryByCaller = batching == SubmitBatching.NEVER
				|| (batching == SubmitBatching.AUTO && SubmitBatchingCheck.connectionsMayVaryByCaller(dataSource));

		return new Database(dataSource, properties.schema(), connectionsVaryByCaller);
	}

	@Bean
	JobRows computeJobRows(Database database) {
		return new JobRows(database);
	}

	@Bean
	SubmitRows computeSubmitRows(ComputeAsyncProperties properties, Database database) {
		return new SubmitRows(database, properties.relay().grace());
	}

	@Bean
	ClaimRows computeClaimRows(Database database) {
		return new ClaimRows(database);
	}

	@Bean
	UnservedRows computeUnservedRows(Database database) {
		return new UnservedRows(database);
	}

	@Bean
	AttemptRows computeAttemptRows(Database database) {
		return new AttemptRows(database);
	}

	@Bean
	ReportRows computeReportRows(Database database) {
		return new ReportRows(database);
	}

	@Bean
	Outbox computeOutbox(Database database) {
		return new Outbox(database);
	}

	@Bean
	WorkerRows computeWorkerRows(ComputeAsyncProperties properties, Database database, JobQueues queues,
			ObjectProvider<BuildProperties> builds) {
		String version = VersionText.of(properties.version());
		BuildProperties build = builds.getIfUnique();
		return new WorkerRows(database, queues.names(),
				(version == null && build != null) ? VersionText.of(build.getVersion()) : version);
	}

	@Bean
	RunningVersions computeRunningVersions(Database database, AdminReads reads) {
		return new RunningVersions(database, reads);
	}

	@Bean
	PausedQueueRows computePausedQueueRows(Database database) {
		return new PausedQueueRows(database);
	}

	@Bean
	QueueRows computeQueueRows(ComputeAsyncProperties properties, Database database) {
		return new QueueRows(database, properties.admin().queryTimeout());
	}

	@Bean
	AdminReads computeAdminReads(ComputeAsyncProperties properties, Database database,
			ObjectProvider<DataSourcePoolMetadataProvider> pools) {
		int reads = properties.admin().concurrentReads();
		Integer connections = database.poolSize(pools.orderedStream().toList());
		return new AdminReads(database, properties.admin().queryTimeout(),
				(connections != null) ? Math.max(1, Math.min(reads, connections - 2)) : reads);
	}

	@Bean
	ShownJobs computeShownJobs(Database database, AdminReads reads, ReportRows reports) {
		return new ShownJobs(database, reads, reports);
	}

	@Bean
	UnservedQueueRows computeUnservedQueueRows(Database database) {
		return new UnservedQueueRows(database);
	}

	@Bean
	MovedJobRows computeMovedJobRows(Database database) {
		return new MovedJobRows(database);
	}

	@Bean
	FailedRows computeFailedRows(Database database) {
		return new FailedRows(database);
	}

	@Bean
	DeadLetterRows computeDeadLetterRows(Database database) {
		return new DeadLetterRows(database);
	}

	@Bean
	RejectedRows computeRejectedRows(Database database) {
		return new RejectedRows(database);
	}

	@Bean
	RetentionRows computeRetentionRows(Database database) {
		return new RetentionRows(database);
	}

	@Bean
	PayloadJson computePayloadJson() {
		return new PayloadJson();
	}

	/**
	 * Workers, and actions after a commit, need a second connection while the first is
	 * held.
	 */
	private static void checkSize(DataSource dataSource, List<DataSourcePoolMetadataProvider> pools) {
		if (dataSource instanceof SingleConnectionDataSource) {
			throw new ComputeConfigurationException(
					"A " + dataSource.getClass().getName() + " holds one connection, and jobs need two at least.",
					"Use a connection pool.");
		}
		if (dataSource instanceof DelegatingDataSource proxy && proxy.getTargetDataSource() != null) {
			checkSize(proxy.getTargetDataSource(), pools);
			return;
		}
		if (dataSource instanceof AbstractRoutingDataSource routing) {
			routing.getResolvedDataSources().values().forEach((target) -> checkSize(target, pools));
			return;
		}
		Integer size = Database.poolSize(dataSource, pools);
		if (size != null && size == 1) {
			throw new ComputeConfigurationException(
					"The connection pool " + dataSource.getClass().getName()
							+ " holds one connection, and jobs need two at least.",
					"Raise its maximum size to 2 or more, such as by spring.datasource.hikari.maximum-pool-size.");
		}
	}

	private static ComputeConfigurationException noDataSource(long count, boolean dedicated) {
		String description = (count == 0) ? "there is no DataSource bean." : "none of the " + count
				+ " DataSource beans " + (dedicated ? "marked with @ComputeDataSource " : "") + "is the primary one.";
		return new ComputeConfigurationException("Jobs are kept in PostgreSQL, and " + description,
				"Set spring.datasource.url to a PostgreSQL database, mark the one DataSource to use with @Primary or "
						+ "@ComputeDataSource, or set compute.async.enabled=false.");
	}

}
