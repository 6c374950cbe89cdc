package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.zaxxer.hikari.HikariDataSource;

/**
 * A database and a queue for exclusive use.
 *
 * @param servers servers of the database and the queue
 * @param name name of the database, and prefix of the queues
 */
public record Sandbox(Servers servers, String name) implements Serializable {

	/** Maximum size of a contender's connection pool. */
	public static final int CONNECTIONS = 10;

	/** Name of the queue, without the prefix. */
	public static final String QUEUE = "jobs";

	public String queuePrefix() {
		return this.name + ".";
	}

	/** Name of the queue on the broker. */
	public String queue() {
		return queuePrefix() + QUEUE;
	}

	public String jdbcUrl() {
		return this.servers.postgres().url(this.name);
	}

	public Connection connect() throws SQLException {
		return DriverManager.getConnection(jdbcUrl(), this.servers.postgres().username(),
				this.servers.postgres().password());
	}

	public HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(jdbcUrl());
		pool.setUsername(this.servers.postgres().username());
		pool.setPassword(this.servers.postgres().password());
		pool.setMaximumPoolSize(CONNECTIONS);
		// Faster for contenders that insert rows in batches.
		pool.addDataSourceProperty("reWriteBatchedInserts", "true");
		return pool;
	}

	public ConnectionFactory broker() {
		return this.servers.rabbit().factory();
	}

	/** Drops the database and deletes the queues, if they exist. */
	void remove() throws SQLException, IOException, TimeoutException {
		this.servers.postgres().execute("drop database if exists " + this.name + " with (force)");
		try (com.rabbitmq.client.Connection connection = broker().newConnection();
				Channel channel = connection.createChannel()) {
			channel.queueDelete(queue());
			channel.queueDelete(queue() + ".dlq");
		}
	}

}
