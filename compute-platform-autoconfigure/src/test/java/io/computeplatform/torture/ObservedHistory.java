package io.computeplatform.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.rabbitmq.client.GetResponse;
import io.computeplatform.testing.PostgresServer;
import org.postgresql.PGConnection;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What is known about a run from outside the product, in tables of its own.
 */
final class ObservedHistory {

	private final Arena arena;

	private final JdbcClient jdbc;

	ObservedHistory(Arena arena) {
		this.arena = arena;
		PostgresServer database = arena.database();
		this.jdbc = JdbcClient
			.create(new DriverManagerDataSource(database.url(), database.username(), database.password()));
	}

	/** Has the database write down every change of a job's status. */
	void watch() {
		this.jdbc.sql("""
				create schema evidence;
				create table evidence.business (key text primary key);
				create table evidence.notes (event text, subject text, number integer, process bigint);
				create table evidence.stopped (process bigint);
				create table evidence.dead_letters (queue text, job_id text);
				create table evidence.queues (queue text, messages integer);
				create table evidence.stuck (name text);
				create table evidence.resources (what text, before integer, after integer, slack integer);
				create table evidence.transitions (
				  job_id uuid, try_count integer, old_status text, new_status text, worker text, given_back boolean,
				  counted boolean, at timestamptz default clock_timestamp());
				create table evidence.submits (job_id uuid, tenant text);
				create function evidence.note_submit() returns trigger language plpgsql as $$ begin
				  insert into evidence.submits values (new.id, coalesce(current_setting('evidence.tenant', true), ''));
				  return null;
				end $$;
				create trigger note_submit after insert on compute.jobs for each row
				  execute function evidence.note_submit();
				create function evidence.note_transition() returns trigger language plpgsql as $$ begin
				  insert into evidence.transitions values (new.id, new.try_count, old.status, new.status, old.worker,
				    new.try_count < old.try_count, new.releases > old.releases);
				  return null;
				end $$;
				create trigger note_transition after update on compute.jobs for each row
				  when (old.status <> new.status or old.try_count <> new.try_count
				    or old.finished_at is distinct from new.finished_at)
				  execute function evidence.note_transition()""").update();
	}

	int completeJobs() {
		return count("compute.jobs where status = 'complete'");
	}

	int openJobs() {
		return count("compute.jobs where status in ('queued', 'in-progress')");
	}

	/**
	 * Whether everything has ended and is where it belongs: no consumer holds a message
	 * either.
	 */
	boolean isQuiet() {
		return count("compute.jobs where status in ('queued', 'in-progress') or message_due_at is not null") == 0
				&& this.arena.messages(Arena.QUEUES).values().stream().allMatch((messages) -> messages == 0);
	}

	private int count(String rows) {
		return this.jdbc.sql("select count(*) from " + rows).query(Integer.class).single();
	}

	void stuck(String name) {
		this.jdbc.sql("insert into evidence.stuck values (?)").param(name).update();
	}

	void resources(Resources before, Resources after) {
		before.held()
			.forEach((what, held) -> this.jdbc.sql("insert into evidence.resources values (?, ?, ?, ?)")
				.params(what, held.count(), after.held().get(what).count(), held.slack())
				.update());
	}

	/** Takes everything in, once no instance runs any more. */
	void collect() {
		this.arena.messages(Arena.QUEUES)
			.forEach((queue, messages) -> this.jdbc.sql("insert into evidence.queues values (?, ?)")
				.params(queue, messages)
				.update());
		Arena.QUEUES.forEach(this::takeDeadLetters);
		this.arena.instances()
			.stream()
			.flatMap((instance) -> instance.askedToStop().stream())
			.forEach((process) -> this.jdbc.sql("insert into evidence.stopped values (?)").param(process).update());
		takeNotes();
		this.jdbc
			.sql("""
					create table evidence.jobs as select id::text, type, payload ->> 'key' as key, payload ->> 'kind' as kind,
					  status, try_count, max_tries, message_due_at, message_sent_at from compute.jobs;
					create index on evidence.jobs (id);
					create index on evidence.jobs (key);
					create index on evidence.notes (subject, event);
					create index on evidence.transitions (job_id);
					create index on evidence.submits ((job_id::text));
					create index on evidence.transitions ((job_id::text));
					create index on compute.attempts ((job_id::text));
					analyze""")
			.update();
	}

	private void takeDeadLetters(String queue) {
		List<String> letters = new ArrayList<>();
		this.arena.inChannel((channel) -> {
			GetResponse letter = channel.basicGet(queue + ".dlq", true);
			while (letter != null) {
				String id = String.valueOf(letter.getProps().getMessageId());
				if (!id.equals(Arena.FILLING)) {
					letters.add(id);
				}
				letter = channel.basicGet(queue + ".dlq", true);
			}
		});
		this.jdbc.sql("insert into evidence.dead_letters select ?, unnest(?)")
			.params(queue, letters.toArray(String[]::new))
			.update();
	}

	private void takeNotes() {
		try (Connection connection = this.arena.database().connect();
				Stream<Path> files = Files.list(this.arena.notes())) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".notes")).toList()) {
				try (InputStream content = Files.newInputStream(file)) {
					connection.unwrap(PGConnection.class)
						.getCopyAPI()
						.copyIn("copy evidence.notes from stdin", content);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	List<String> contradictions(Invariant invariant) {
		return this.jdbc.sql(invariant.contradictions()).query(String.class).list();
	}

	/** Counts by name. */
	Map<String, Integer> counts(String query) {
		Map<String, Integer> counts = new TreeMap<>();
		this.jdbc.sql(query).query((row) -> {
			counts.put(row.getString(1), row.getInt(2));
		});
		return counts;
	}

}
