package io.computeplatform.torture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * A data source that tells its callers apart: each thread has a tenant, each tenant a
 * pool, and the database sees whose connection it is.
 */
final class Tenants extends AbstractRoutingDataSource {

	static final List<String> NAMES = List.of("a", "b");

	private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

	Tenants(Environment environment) {
		Map<Object, Object> pools = new HashMap<>();
		NAMES.forEach((tenant) -> pools.put(tenant, pool(environment, tenant)));
		setTargetDataSources(pools);
		setDefaultTargetDataSource(pool(environment, ""));
	}

	private static HikariDataSource pool(Environment environment, String tenant) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(environment.getRequiredProperty("spring.datasource.url"));
		pool.setUsername(environment.getRequiredProperty("spring.datasource.username"));
		pool.setPassword(environment.getRequiredProperty("spring.datasource.password"));
		pool.setMaximumPoolSize(TortureMain.POOL / 2);
		pool.setConnectionTimeout(3000);
		pool.setConnectionInitSql("set evidence.tenant = '" + tenant + "'");
		return pool;
	}

	/** Chooses the tenant of the calling thread. */
	static void choose(String tenant) {
		CURRENT.set(tenant);
	}

	@Override
	protected @Nullable Object determineCurrentLookupKey() {
		return CURRENT.get();
	}

}
