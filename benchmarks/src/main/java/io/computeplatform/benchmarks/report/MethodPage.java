package io.computeplatform.benchmarks.report;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * How to repeat the benchmark, what it measures, and the machine and settings.
 */
final class MethodPage {

	private static final String TEXT = """
			# Performance: method

			How the benchmark of [Performance](performance.md) works. The benchmark generates this page.
			%s
			## How to repeat

			Start a PostgreSQL and a RabbitMQ on the standard ports of this machine, or name them as in
			[CONTRIBUTING](../CONTRIBUTING.md#tests). The PostgreSQL user must be allowed to create databases. Run nothing else on
			the machine.

			```shell
			mvn -Pbenchmarks -pl benchmarks -am verify
			```

			The run takes about two hours and some 10 GB of disk. It writes these files to `benchmarks/target`:

			| file | content |
			| --- | --- |
			| `performance.md` | the generated part of [Performance](performance.md): introduction and targets |
			| `performance-method.md` | this page |
			| `performance-tables.md` | [the tables](performance-tables.md) |
			| `results.json` | all readings |

			Databases and queues have unique names and are removed at the end.

			Pass options with `-Dbenchmarks.args="..."`. `--help` lists them. `--measures` and `--contenders` select what is
			measured, and `--rounds` sets the number of rounds. `--short` checks within a minute or two that everything still
			works.

			## What is measured

			A job has a payload of about 200 bytes. It does nothing, or sleeps where the measure names its work. Each contender
			has its own JVM and a pool of %d connections.
			The JVM is warmed up for a minute before it is measured and is then kept for all rounds.

			- **Rounds.** Each round measures each contender in turn, in the same way, with a new database and new queues. For a
			  large backlog and for many failed jobs, databases and queues are kept, because they take long to fill.
			- **Processes.** Processes that share a backlog share the minute of warm-up. Memory is measured in new processes.
			- **Draining a backlog.** The time starts when all workers have started, with the jobs that they have fetched by then.
			  It ends when the last job is recorded as complete, if the contender records that.
			- **Checks.** Each measure counts the attempts. It fails if a job is lost or runs more often than necessary.
			- **Cost.** CPU time and WAL bytes cover the whole job, including its submit.
			- **Rows and index entries.** PostgreSQL counts rows in its statistics and index entries in its WAL (`pg_walinspect`,
			  if the user may create that extension).
			- **References.** PostgreSQL alone and RabbitMQ alone are not alternatives. They show the cost of one flush per job,
			  and the limit of the broker.
			- **Spring AMQP listener.** It stores no record of its jobs, and the details of a failure are lost.

			The measures for `--measures` are:

			| name | measures |
			| --- | --- |
			| `submit` | throughput of single submits, without workers |
			| `bulk` | throughput of bulk submits, without workers |
			| `drain` | throughput of workers on a backlog |
			| `steady-state` | throughput while jobs are submitted and run; CPU time and WAL bytes per job |
			| `latency` | start latency with idle workers, p50 and p99 |
			| `failing` | time to drain a backlog whose jobs fail first |
			| `writes` | rows and index entries per job |
			| `idle` | CPU time and transactions of idle workers |
			| `memory` | peak memory of a new process |
			| `processes` | throughput of several processes on a backlog |
			| `backlog` | throughput, CPU time, WAL bytes and live heap with a backlog of constant size |
			| `failed-jobs` | times of administrators' actions on failed jobs |
			""";

	private MethodPage() {
	}

	static String of(Report report) {
		Markdown page = new Markdown().text(TEXT.formatted(MarkdownReport.warning(report), Sandbox.CONNECTIONS))
			.heading("Machine and settings");
		page.row("part", "value").row("---", "---");
		report.machine().forEach(page::row);
		report.results().contenders().forEach((contender) -> page.row(contender.title(), contender.settings()));
		return page.toString();
	}

}
