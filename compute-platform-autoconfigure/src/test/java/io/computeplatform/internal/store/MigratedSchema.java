package io.computeplatform.internal.store;

import javax.sql.DataSource;

/**
 * The tables as an application creates them when it starts.
 */
public final class MigratedSchema {

	private MigratedSchema() {
	}

	public static void createIn(DataSource dataSource) {
		new SchemaMigration(dataSource, "compute", null).run(true);
	}

}
