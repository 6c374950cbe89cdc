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

			The run takes about seven hours and some 20 GB of disk. It writes these files to `benchmarks/target`:

			| file | content |
			| --- | --- |
			| `performance.md` | the generated part of [Performance](performance.md): introduction and targets |
			| `performance-method.md` | this page |
			| `performance-tables.md` | [the tables](performance-tables.md) |
			| `images` | plots in the tables page |
			| `results.json` | all readings |

			Databases and queues have unique names and are removed at the end.

			Pass options with `-Dbenchmarks.args="..."`. `--help` lists them. `--measures` and `--contenders` select what is
			measured, `--rounds` sets the number of rounds, and `--pressure` the length of each measure under pressure (`PT10M`
			is ten minutes). `--short` checks within a few minutes that everything still works.

			## What is measured

			A job has a payload of about 200 bytes. It does nothing, or sleeps where the measure names its work. Each contender
			has its own JVM and a pool of %d connections.
			The JVM is warmed up for a minute before it is measured and is then kept for all rounds.

			- **Rounds.** Each round measures each contender in turn, in the same way, with a new database and new queues. For a
			  large backlog and for many failed jobs, databases and queues are kept, because they take long to fill.
			- **Processes.** Processes that share a backlog share the minute of warm-up. Memory is measured in new processes.
			- **Draining a backlog.** The time starts when all workers have started, with the jobs that they have fetched by then.
			  It ends when the last job is recorded as complete, if the contender records that.
			- **Steady rate.** Eight threads submit at fixed times, after a warm-up that is not measured. A thread that is late
			  submits at once. Start latency counts from the call of the submit. CPU time is that of the contender's process, of
			  the processes of PostgreSQL and RabbitMQ if they run on this machine, and of the whole machine.
			- **Share of the ideal.** The ideal is the number of workers, divided by the work per job.
			- **Pressure.** Each measure runs once. The same rate is measured before the other transactions begin, after a warm-up
			  of the same length. Dead tuples are those that PostgreSQL estimates. A look of the relay runs its statements once
			  in a transaction that is rolled back, and counts the buffers of tables and indexes. An overload is submitted in bulk.
			- **Faults.** Each runs once. One process submits, two others run the jobs, on a PostgreSQL that the benchmark starts
			  with the programs of the shared one. They are left out if that is on another machine, or its user is not a
			  superuser. The rate after recovery is compared with that before the fault. A job is lost if its submit returned and
			  it has not run when no job has run for a minute. Submits that fail are not repeated.
			- **Slow network.** A proxy between contender and PostgreSQL delays each request and each response by half a
			  millisecond.
			- **Checks.** Each measure counts the attempts. Except with faults, it fails if a job is lost or runs more often than
			  necessary.
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
			| `drain` | throughput of workers on a backlog, for several numbers of workers and with work per job |
			| `steady-state` | throughput while jobs are submitted and run; CPU time and WAL bytes per job |
			| `steady-rate` | start latency and CPU time per job at 100, 400 and 800 jobs per second |
			| `latency` | start latency with idle workers, p50 and p99 |
			| `failing` | time to drain a backlog whose jobs fail first |
			| `writes` | rows and index entries per job |
			| `idle` | CPU time and transactions of idle workers |
			| `memory` | peak memory of a new process |
			| `processes` | throughput of several processes on a backlog |
			| `backlog` | throughput, CPU time, WAL bytes and live heap with a backlog of constant size |
			| `failed-jobs` | times of administrators' actions on failed jobs |
			| `finished` | throughput, CPU time and WAL bytes beside many rows of finished jobs |
			| `pressure` | throughput, start latency, dead tuples and buffers over time, beside old snapshots and after an overload |
			| `chaos` | rate after recovery, jobs lost and jobs run twice, after faults of PostgreSQL and killed workers |
			| `distance` | `submit`, `drain` and `latency` with a slow network between contender and PostgreSQL |
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
