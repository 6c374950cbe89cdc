package io.computeplatform.testing;

import java.util.UUID;

import io.computeplatform.internal.store.MigratedSchema;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database with the tables, from which this JVM copies those of its tests.
 */
final class MigratedTemplate {

	static final String NAME = create();

	private MigratedTemplate() {
	}

	private static String create() {
		PostgresServer postgres = TestServers.postgres();
		String name = "compute_test_template_" + UUID.randomUUID().toString().substring(0, 8);
		postgres.execute("create database " + name);
		OnJvmExit.run("drop-template", () -> postgres.drop(name));
		MigratedSchema
			.createIn(new DriverManagerDataSource(postgres.url(name), postgres.username(), postgres.password()));
		return name;
	}

}
