package io.computeplatform.benchmarks.report;

import io.computeplatform.benchmarks.server.Place;

/**
 * What stands before the numbers.
 */
final class Introduction {

	private static final String SHORT = """

			**This is the report of a short run, in which nothing was measured: all contenders ran at once.**
			""";

	private static final String TEXT = """
			# Performance

			This product beside what could be taken instead, on the same PostgreSQL and RabbitMQ, in turn, measured on %s in
			this many rounds: %d. Times are of one machine; ratios carry further.
			%s
			## How to repeat

			With a PostgreSQL and a RabbitMQ on this machine's standard ports, or named as in
			[CONTRIBUTING](../CONTRIBUTING.md#tests), and nothing else for the machine to do:

			```shell
			mvn -Pbenchmarks -pl benchmarks -am verify
			```

			It takes about two hours and some 10 GB of disk, and writes `performance.md`, which is this document, and
			`results.json`, which has every single number, to `benchmarks/target`. PostgreSQL's user must be allowed to create
			databases. Databases and queues have names of their own and are removed in the end.

			`-Dbenchmarks.args="..."` takes options: `--help` lists them. `--measures` and `--contenders` choose, `--rounds` says
			how often, `--short` shows within a minute or two that everything still works.

			## What is measured

			A job has about 200 bytes of payload and does nothing. Each contender has a JVM of its own, which is warmed up for a
			minute before it is measured and then kept for all rounds, and a pool of %d connections. In each round, each
			contender in turn is measured in the same way, at a database and queues that are new. Where many jobs wait, or have
			failed, databases and queues are kept too, since it takes long to fill them. Processes that share the work share the
			minute. Memory is that of new processes.

			Waiting jobs are counted from the moment at which all workers are started, with whatever they have fetched by then,
			until the last job is on record as done, if there is a record. Each measure counts what was run: it fails if a job
			is lost, or runs twice for no reason. Processor time and what PostgreSQL writes ahead are those of the whole life of
			a job, submit included. Rows and entries of indexes are counted by PostgreSQL, in its statistics and in what it
			writes ahead (`pg_walinspect`, if its user may create that).

			PostgreSQL alone and RabbitMQ alone are no contenders, but show what one flush for each job costs, and what the broker
			can do. The listener of Spring AMQP keeps no record of its jobs, and loses what it knows about a failure.
			""";

	private Introduction() {
	}

	static String of(Report report) {
		return TEXT.formatted(report.date(), report.rounds(), report.brief() ? SHORT : "", Place.CONNECTIONS);
	}

}
