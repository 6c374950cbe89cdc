package io.computeplatform.internal.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Versions of the application that workers run. Internal, thread-safe.
 */
public final class RunningVersions {

	private final Database database;

	private final AdminReads reads;

	RunningVersions(Database database, AdminReads reads) {
		this.database = database;
		this.reads = reads;
	}

	/**
	 * Lists the versions of the live workers, of all queues.
	 * @return at most 100 versions, ordered; the last one is {@code null} if a worker has
	 * none that is known
	 */
	public List<@Nullable String> list() {
		return this.reads.read(() -> this.database.sql("""
				SELECT DISTINCT version FROM compute.workers
				WHERE lost_at IS NULL AND lease_until > now()
				ORDER BY version NULLS LAST
				LIMIT 100""").query((row, number) -> row.getString("version")).list());
	}

}
