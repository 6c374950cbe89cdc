-- The row is the truth about a job; a message only tells a worker to look at it. message_due_at: when the pending
-- message is published (null: none is pending). message_sent_at: when the message of a queued job was published (null:
-- none is on the broker). message_sends: how many messages for the next attempt were confirmed, up to a limit.
-- other_types: supertypes by whose names an executor may take the payload too. trace: the trace of the submit.
create table jobs (
  id                  uuid        primary key,
  queue               text        not null,
  type                text        not null,
  other_types         text[],
  payload             json        not null,
  status              text        not null,
  created_at          timestamptz not null default statement_timestamp(),
  due_at              timestamptz not null default statement_timestamp(),
  started_at          timestamptz,
  finished_at         timestamptz,
  worker              text,
  cancel_requested_at timestamptz,
  message_due_at      timestamptz,
  message_sent_at     timestamptz,
  message_sends       integer     not null default 0,
  trace               json,
  -- Few: PostgreSQL parses the text of each for each statement that writes. The statements guard the rest.
  constraint jobs_status check
    (status in ('queued', 'in-progress', 'complete', 'failed', 'expired', 'cancelled', 'discarded')),
  constraint jobs_finished_at check
    ((finished_at is null) = (status in ('queued', 'in-progress')))
) with (
  fillfactor = 80,
  -- Each job leaves two or three dead tuples, in a table that may keep a million finished jobs: a share of the table
  -- would be too late.
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000
);

-- Partial, all of them: a row is in the index of what it still needs, and a complete job is in jobs_finished only.
create index jobs_message_due on jobs (queue, message_due_at) where message_due_at is not null;
create index jobs_message_sent on jobs (queue, message_sent_at) where message_sent_at is not null;
create index jobs_of_worker on jobs (worker, id) where status = 'in-progress';
create index jobs_finished on jobs (status, finished_at)
  where status in ('complete', 'expired', 'cancelled', 'discarded');
