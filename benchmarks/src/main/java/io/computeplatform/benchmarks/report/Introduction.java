package io.computeplatform.benchmarks.report;

import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.server.Place;

/**
 * What stands before the numbers.
 */
final class Introduction {

	private static final String TEXT = """
			# Performance

			This product beside what could be taken instead, measured on %s in %d interleaved rounds, each in new processes,
			on the same servers. Absolute numbers are of one machine; ratios carry further.

			## How to repeat

			With a PostgreSQL and a RabbitMQ on this machine's standard ports, or named as in
			[CONTRIBUTING](../CONTRIBUTING.md#tests), and nothing else to do for the machine:

			```shell
			mvn -Pbenchmarks -pl benchmarks -am verify
			```

			This writes `benchmarks/target/performance.md`, which is this document, and `results.json`, which has every single
			reading. `-Dbenchmarks.args=` takes options, `--help` among them: `--short` only shows in seconds that everything
			works, `--contenders`, `--measures` and `--rounds` choose. PostgreSQL's user must be allowed to create databases.
			Databases and queues of the run are removed in the end.

			Each job has about 200 bytes of payload and does nothing. Each contender runs in a JVM of its own (`%s`), with a
			pool of %d connections, and is warmed up before each round. Every measure has a database and queues of its own,
			and fails if a job is lost or runs twice.
			""";

	private Introduction() {
	}

	static String of(Report report) {
		return TEXT.formatted(report.date(), report.rounds(), String.join(" ", AgentProcess.JVM), Place.CONNECTIONS);
	}

}
