package io.computeplatform.internal.store;

import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.ObjectUtils;

/**
 * Decides whether submits of several callers may share a statement. They may not if a
 * caller's connection can lead to another database, or is prepared for this caller.
 */
final class SubmitBatchingCheck {

	private static final Logger LOG = LoggerFactory.getLogger(SubmitBatchingCheck.class);

	/**
	 * Pools whose connections are all alike. A subclass may prepare each for its caller.
	 */
	private static final Set<String> UNIFORM_POOLS = Set.of("com.zaxxer.hikari.HikariDataSource",
			"org.apache.commons.dbcp2.BasicDataSource", "org.apache.tomcat.jdbc.pool.DataSource",
			"org.postgresql.ds.PGSimpleDataSource", "org.springframework.jdbc.datasource.DriverManagerDataSource",
			"org.springframework.jdbc.datasource.SimpleDriverDataSource");

	private static final String INTERCEPTORS = "jdbcInterceptors";

	private static final Set<Class<?>> UNWRAPPED_PROXIES = Set.of(LazyConnectionDataSourceProxy.class,
			TransactionAwareDataSourceProxy.class);

	private SubmitBatchingCheck() {
	}

	/**
	 * Whether a data source may give each caller a different connection.
	 */
	static boolean connectionsMayVaryByCaller(DataSource dataSource) {
		DataSource target = target(dataSource);
		boolean alike = target != null && UNIFORM_POOLS.contains(target.getClass().getName()) && !isIntercepted(target);
		if (!alike) {
			LOG.info("Submits are not batched, because a {} may give each caller a different "
					+ "connection. If it does not, compute.async.submit-batching=always "
					+ "increases the throughput of concurrent submits", dataSource.getClass().getName());
		}
		return !alike;
	}

	/**
	 * Whether an interceptor prepares each connection of a Tomcat pool when it is
	 * borrowed.
	 */
	private static boolean isIntercepted(DataSource pool) {
		BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(pool);
		return properties.isReadableProperty(INTERCEPTORS)
				&& !ObjectUtils.isEmpty(properties.getPropertyValue(INTERCEPTORS));
	}

	private static @Nullable DataSource target(DataSource dataSource) {
		DataSource target = dataSource;
		while (target instanceof DelegatingDataSource proxy && UNWRAPPED_PROXIES.contains(target.getClass())) {
			target = proxy.getTargetDataSource();
		}
		return target;
	}

}
