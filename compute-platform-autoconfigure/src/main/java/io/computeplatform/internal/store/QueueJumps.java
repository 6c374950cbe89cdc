package io.computeplatform.internal.store;

/**
 * SQL that reads the distinct queues of an index by jumps, so that the cost does not grow
 * with the number of jobs. Internal.
 */
public final class QueueJumps {

	private QueueJumps() {
	}

	/**
	 * Builds a common table expression, for a recursive WITH.
	 * @param name its name
	 * @param column column of a partial index on the queue and this column, where it is
	 * not null
	 * @return SQL of a table with the column {@code queue}, whose last row is null
	 */
	public static String over(String name, String column) {
		return """
				%1$s (queue) AS (
				  (SELECT queue FROM compute.jobs WHERE %2$s IS NOT NULL ORDER BY queue LIMIT 1)
				  UNION ALL
				  SELECT (
				    SELECT jobs.queue FROM compute.jobs
				    WHERE %2$s IS NOT NULL AND jobs.queue > %1$s.queue ORDER BY jobs.queue LIMIT 1
				  ) FROM %1$s WHERE %1$s.queue IS NOT NULL
				)""".formatted(name, column);
	}

}
