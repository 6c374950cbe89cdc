package io.computeplatform.internal.store;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.computeplatform.ComputeConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Refuses a database that can't store all jobs reliably.
 */
final class DatabaseCheck {

	private static final String POSTGRES = "PostgreSQL";

	private static final int OLDEST = 12;

	private final DataSource dataSource;

	DatabaseCheck(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	void run() {
		try {
			JdbcUtils.extractDatabaseMetaData(this.dataSource, DatabaseCheck::checkProduct);
			JdbcClient jdbc = JdbcClient.create(this.dataSource);
			checkEncoding(setting(jdbc, "server_encoding"));
			// The second is what a pool sets for each transaction.
			checkWritable(setting(jdbc, "transaction_read_only").equals("on") || JdbcUtils
				.extractDatabaseMetaData(this.dataSource, (metaData) -> metaData.getConnection().isReadOnly()));
		}
		catch (MetaDataAccessException | DataAccessException ex) {
			throw new ComputeConfigurationException("The database of compute.async can't be used: " + reason(ex),
					"Check spring.datasource.url, username and password, and that PostgreSQL is running.", ex);
		}
	}

	private static @Nullable String reason(Exception failure) {
		Throwable innermost = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException) {
				innermost = cause;
			}
		}
		return innermost.getMessage();
	}

	private static boolean checkProduct(DatabaseMetaData metaData) throws SQLException {
		String product = metaData.getDatabaseProductName();
		if (!POSTGRES.equals(product) || metaData.getDatabaseMajorVersion() < OLDEST) {
			throw new ComputeConfigurationException(
					"Jobs are kept in PostgreSQL " + OLDEST + " or newer, and the DataSource is " + product + " "
							+ metaData.getDatabaseProductVersion() + ".",
					"Point spring.datasource.url to such a PostgreSQL, or declare a second DataSource bean marked "
							+ "with @ComputeDataSource.");
		}
		return true;
	}

	private static String setting(JdbcClient jdbc, String name) {
		return jdbc.sql("SELECT current_setting(:name)").param("name", name).query(String.class).single();
	}

	private static void checkEncoding(String encoding) {
		if (!encoding.equals("UTF8")) {
			throw new ComputeConfigurationException(
					"Payloads and failures are any text, and the database's encoding is " + encoding
							+ ", which can't hold all of it.",
					"Create the database with encoding 'UTF8', or declare a DataSource bean for one that has it, "
							+ "marked with @ComputeDataSource.");
		}
	}

	private static void checkWritable(boolean readOnly) {
		if (readOnly) {
			throw new ComputeConfigurationException(
					"The database of compute.async can't be written to: it is "
							+ "a standby, or its user, its connections or the pool are set to read only.",
					"Point spring.datasource.url to the primary server, or allow writing.");
		}
	}

}
