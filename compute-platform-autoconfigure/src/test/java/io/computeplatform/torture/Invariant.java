package io.computeplatform.torture;

/**
 * What must be true in the end, each as the query that finds what contradicts it.
 */
enum Invariant {

	ACCEPTED("Every accepted submit has exactly one row", """
			select subject from evidence.notes left join evidence.jobs on key = subject
			where event = 'accepted' group by subject having count(id) <> 1"""),

	ROLLED_BACK("No submit that was rolled back has a row", """
			select subject from evidence.notes join evidence.jobs on key = subject where event = 'rolled_back'"""),

	TOGETHER("Business data and its job are committed together or not at all", """
			select coalesce(business.key, job.key) from evidence.business
			full join (select key from evidence.jobs join evidence.notes on subject = key
			  where event = 'intended' and number = 1) as job on job.key = business.key
			where job.key is null or business.key is null"""),

	INTENDED("No row but of a submit, and no submit has two", """
			select coalesce(key, id) from evidence.jobs left join evidence.notes on subject = key and event = 'intended'
			group by 1 having count(subject) <> 1"""),

	ENDED("Every job has ended", """
			select id || ' ' || status from evidence.jobs where status not in ('complete', 'failed', 'cancelled')"""),

	ASKED_TO_CANCEL("Only what was asked to be cancelled is", """
			select id from evidence.jobs where status = 'cancelled'
			  and not exists (select from evidence.notes where subject = id and event = 'cancelled')"""),

	LIMIT("No job was tried more often than configured",
			"""
					select id || ' ' || number from evidence.jobs join evidence.notes on subject = id and event = 'started'
					where number > %1$d
					union all select id || ' ' || try_count from evidence.jobs where try_count > %1$d or max_tries <> %1$d"""
				.formatted(TortureMain.MAX_TRIES)),

	COUNTED("The try count is the number of tries that really started, or were lost before", """
			select id || ' ' || try_count || ' ' || count(number) from evidence.jobs left join (
			    select subject, number from evidence.notes where event = 'started'
			    union select job_id::text, try_number from compute.attempts where outcome = 'worker-lost'
			    except select id, transitions.try_count + 1 from evidence.transitions
			      join evidence.jobs on id = job_id::text
			      where given_back and transitions.try_count >= jobs.try_count
			  ) as tries on subject = id
			group by id, try_count having count(number) <> try_count or max(number) > try_count"""),

	STARTED_ONCE("No try was started twice, unless it was given back", """
			select subject || ' ' || number || ' ' || count(*) from evidence.notes where event = 'started'
			group by subject, number having count(*) > 1 + (select count(*) from evidence.transitions
			  where job_id::text = subject and given_back and try_count = number - 1)"""),

	RELEASED("Only a worker that was asked to stop gives jobs back that have started", """
			select job_id || ' ' || try_number || ' without a start' from (
			    select job_id::text, try_count as try_number, 1 as claims, 0 as ended from evidence.transitions
			      where new_status = 'in-progress'
			    union all select job_id::text, try_count + 1, 0, 1 from evidence.transitions
			      where given_back and not counted
			    union all select subject, number, 0, 1 from evidence.notes where event = 'started'
			  ) as claimed group by job_id, try_number having sum(claims) < sum(ended)
			union all select job_id || ' ' || worker from evidence.transitions where given_back and counted
			  and split_part(worker, '@', 1)::bigint not in (select process from evidence.stopped)
			  and split_part(worker, '@', 1)::bigint not in
			    (select process from evidence.notes where event = 'restarted')"""),

	RECORDED("Every try that did not succeed is recorded", """
			select id || ' ' || status || ' ' || try_count from evidence.jobs
			where try_count <> (status = 'complete')::integer
			  + (select count(*) from compute.attempts where job_id::text = id)"""),

	RESULT("The result of a complete job is that of its last try, and no other job has one", """
			select id || ' ' || status || ' ' || try_count from compute.jobs
			where (status = 'complete') <> (result_json is not null) or result_json::text <> try_count::text"""),

	REPORTED("What is reported belongs to a try that was started", """
			select job_id || ' ' || reported.try_number || ' ' || reported.worker from (
			  select job_id, try_number, worker from compute.attempt_progress
			  union select job_id, try_number, worker from compute.attempt_log) as reported
			where not exists (select from evidence.notes
			  where event = 'started' and subject = job_id::text and number = try_number)"""),

	RETURNED("A job is complete only if its executor returned", """
			select id || ' ' || try_count from evidence.jobs where status = 'complete' and not exists
			  (select from evidence.notes where subject = id and event = 'returned' and number = try_count)"""),

	THREW("An executor is said to have failed only if it threw", """
			select job_id || ' ' || try_number from compute.attempts
			where outcome in ('executor-failed', 'not-retryable') and not exists (select from evidence.notes
			  where subject = job_id::text and event = 'threw' and number = try_number)"""),

	TYPE("A job runs only in an executor for its type", """
			select subject || ' ' || number from evidence.notes join evidence.jobs on id = subject
			where event in ('started', 'revised') and type like '%.RevisedChaosJob'
			group by subject, number, process having count(*) filter (where event = 'started')
			  <> count(*) filter (where event = 'revised')
			union all select subject || ' ' || number from evidence.notes join evidence.jobs on id = subject
			where event = 'revised' and type not like '%.RevisedChaosJob'"""),

	TENANT("A submit is done on a connection of its own tenant", """
			select key from evidence.jobs join evidence.submits on job_id::text = id
			where tenant <> split_part(key, ':', 1)"""),

	ENDED_ONCE("A job ends once, and nothing changes it afterwards", """
			select job_id || ' ' || string_agg(old_status || ' > ' || new_status, ', ') from evidence.transitions
			group by job_id having count(*) filter (where new_status in ('complete', 'failed', 'cancelled')) > 1
			  or count(*) filter (where old_status in ('complete', 'failed', 'cancelled')) > 0"""),

	DEAD_LETTERS("Dead-letter queues and failed jobs agree", """
			select coalesce(failed.id || ' has no letter', letters.job_id || ' is not failed')
			from (select id from evidence.jobs where status = 'failed') as failed
			full join (select distinct job_id from evidence.dead_letters) as letters on job_id = id
			where id is null or job_id is null"""),

	NOTHING_OWED("No row owes a message, nor waits for one", """
			select id from evidence.jobs where message_due_at is not null or message_sent_at is not null"""),

	NOTHING_LEFT("No message is left that no row owes", """
			select queue || ' ' || messages from evidence.queues where messages > 0"""),

	STOPPED("An instance that is asked to stop does", """
			select name from evidence.stuck"""),

	NO_LEAK("Survivors leaked no connection, channel, thread or file", """
			select what || ': ' || before || ' before, ' || after || ' after' from evidence.resources
			where after > before + slack""");

	private final String promise;

	private final String contradictions;

	Invariant(String promise, String contradictions) {
		this.promise = promise;
		this.contradictions = contradictions;
	}

	String promise() {
		return this.promise;
	}

	String contradictions() {
		return this.contradictions;
	}

}
