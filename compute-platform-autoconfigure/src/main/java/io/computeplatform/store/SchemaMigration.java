package io.computeplatform.store;

import java.util.Arrays;

import javax.sql.DataSource;

import io.computeplatform.ComputeConfigurationException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Brings the schema to the version of this code, with a Flyway of its own that never
 * meets the application's: other schema, other history table, other place for scripts.
 */
final class SchemaMigration {

	private static final String HISTORY = "compute_schema_history";

	private final DataSource dataSource;

	private final String schema;

	private final @Nullable ClassLoader classLoader;

	SchemaMigration(DataSource dataSource, String schema, @Nullable ClassLoader classLoader) {
		this.dataSource = dataSource;
		this.schema = schema;
		this.classLoader = classLoader;
	}

	void run(boolean migrate) {
		checkIsPostgres();
		Flyway flyway = flyway();
		checkNotNewer(flyway);
		if (migrate) {
			flyway.migrate();
		}
		checkComplete(flyway);
	}

	private Flyway flyway() {
		ClassLoader loader = (this.classLoader != null) ? this.classLoader : getClass().getClassLoader();
		return Flyway.configure(loader)
			.dataSource(this.dataSource)
			.schemas(this.schema)
			.defaultSchema(this.schema)
			.table(HISTORY)
			.locations("classpath:io/computeplatform/schema")
			// Several instances may start at once and create the schema at the same
			// moment.
			.createSchemas(true)
			.lockRetryCount(-1)
			.validateMigrationNaming(true)
			.load();
	}

	private void checkIsPostgres() {
		String product;
		try {
			product = JdbcUtils.extractDatabaseMetaData(this.dataSource,
					(metaData) -> metaData.getDatabaseProductName());
		}
		catch (MetaDataAccessException ex) {
			throw new ComputeConfigurationException(
					"The database of compute.async can't be reached: " + ex.getMessage(),
					"Check spring.datasource.url and the credentials, and that PostgreSQL is running.", ex);
		}
		if (!"PostgreSQL".equals(product)) {
			throw new ComputeConfigurationException(
					"Jobs are kept in PostgreSQL, and the DataSource is a " + product + ".",
					"Point spring.datasource.url to PostgreSQL, or declare a second DataSource bean marked with "
							+ "@ComputeDataSource.");
		}
	}

	private void checkNotNewer(Flyway flyway) {
		MigrationVersion newestKnown = Arrays.stream(flyway.info().all())
			.filter((info) -> info.getScript() != null && info.getState().isResolved())
			.map(MigrationInfo::getVersion)
			.filter((version) -> version != null)
			.max(MigrationVersion::compareTo)
			.orElse(MigrationVersion.EMPTY);
		MigrationInfo current = flyway.info().current();
		if (current != null && current.getVersion() != null && current.getVersion().compareTo(newestKnown) > 0) {
			throw new ComputeConfigurationException(
					"The tables in schema '" + this.schema + "' have version " + current.getVersion()
							+ ", this code knows versions up to " + newestKnown + ".",
					"Upgrade compute-platform in this application to the version that the other instances run.");
		}
	}

	private void checkComplete(Flyway flyway) {
		MigrationInfo[] pending = flyway.info().pending();
		if (pending.length > 0) {
			throw new ComputeConfigurationException(
					"The tables in schema '" + this.schema + "' lack " + pending.length
							+ " migrations, the first being " + pending[0].getScript()
							+ ", and compute.async.migrate is false.",
					"Let one instance start with compute.async.migrate=true, or apply the scripts in "
							+ "classpath:io/computeplatform/schema with Flyway and history table " + HISTORY + ".");
		}
	}

}
