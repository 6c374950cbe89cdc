package io.computeplatform.internal.store;

import java.util.Arrays;

import javax.sql.DataSource;

import io.computeplatform.ComputeConfigurationException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Migrates the schema to the version of this code, with a separate Flyway instance that
 * does not share schema, history table or script location with the application's.
 */
final class SchemaMigration {

	private static final String HISTORY = "compute_schema_history";

	private static final String SCRIPTS = "classpath:io/computeplatform/schema";

	private final DataSource dataSource;

	private final String schema;

	private final @Nullable ClassLoader classLoader;

	SchemaMigration(DataSource dataSource, String schema, @Nullable ClassLoader classLoader) {
		this.dataSource = dataSource;
		this.schema = schema;
		this.classLoader = classLoader;
	}

	void run(boolean migrate) {
		new DatabaseCheck(this.dataSource).run();
		try {
			Flyway flyway = flyway();
			MigrationInfoService found = flyway.info();
			checkNotNewer(found);
			if (!migrate) {
				checkComplete(found.pending());
				return;
			}
			if (found.pending().length > 0) {
				checkMayCreate();
			}
			flyway.migrate();
		}
		catch (FlywayException ex) {
			throw new ComputeConfigurationException(
					"The tables in schema '" + this.schema + "' can't be brought to the version of this code: "
							+ ex.getMessage(),
					"Give compute.async.schema a schema that holds nothing else, or apply the scripts in " + SCRIPTS
							+ " with Flyway and history table " + HISTORY + ", and set compute.async.migrate=false.",
					ex);
		}
	}

	private Flyway flyway() {
		ClassLoader loader = (this.classLoader != null) ? this.classLoader : getClass().getClassLoader();
		return Flyway.configure(loader)
			.dataSource(this.dataSource)
			.schemas(this.schema)
			.defaultSchema(this.schema)
			.table(HISTORY)
			.locations(SCRIPTS)
			// Several instances can start at once and create the schema at the same
			// moment.
			.createSchemas(true)
			.lockRetryCount(-1)
			.validateMigrationNaming(true)
			.load();
	}

	private void checkNotNewer(MigrationInfoService found) {
		MigrationVersion newestKnown = Arrays.stream(found.all())
			.filter((info) -> info.getScript() != null && info.getState().isResolved())
			.map(MigrationInfo::getVersion)
			.filter((version) -> version != null)
			.max(MigrationVersion::compareTo)
			.orElse(MigrationVersion.EMPTY);
		MigrationInfo current = found.current();
		if (current != null && current.getVersion() != null && current.getVersion().compareTo(newestKnown) > 0) {
			throw new ComputeConfigurationException(
					"The tables in schema '" + this.schema + "' have version " + current.getVersion()
							+ ", this code knows versions up to " + newestKnown + ".",
					"Upgrade compute-platform in this application to the version that the other instances run.");
		}
	}

	private void checkMayCreate() {
		// Flyway would fail too, after ten seconds of retries.
		boolean may = JdbcClient.create(this.dataSource).sql("""
				SELECT CASE WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = :schema)
				  THEN has_schema_privilege(:schema, 'CREATE')
				  ELSE has_database_privilege(current_database(), 'CREATE')
				END""").param("schema", this.schema).query(Boolean.class).single();
		if (!may) {
			throw new ComputeConfigurationException(
					"The user of the DataSource may not create the tables in schema '" + this.schema + "'.",
					"Let an administrator grant it: create schema " + this.schema + " authorization <user>. Or let "
							+ "another user apply the scripts in " + SCRIPTS + " with Flyway and history table "
							+ HISTORY + ".");
		}
	}

	private void checkComplete(MigrationInfo[] pending) {
		if (pending.length > 0) {
			throw new ComputeConfigurationException(
					"The tables in schema '" + this.schema + "' lack " + pending.length
							+ " migrations, the first being " + pending[0].getScript()
							+ ", and compute.async.migrate is false.",
					"Let one instance start with compute.async.migrate=true, or apply the scripts in " + SCRIPTS
							+ " with Flyway and history table " + HISTORY + ".");
		}
	}

}
