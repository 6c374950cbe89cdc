-- A bulk operation. Its jobs are chosen when it starts; each has a row of operation_jobs, so that any instance goes on
-- where another died. One that retries is over when its jobs have ended again: up to ended_position, each has.
create table operations (
  id                uuid        primary key,
  action            text        not null check (action in ('retry', 'discard', 'delete')),
  query             json        not null,
  status            text        not null default 'running' check
    (status in ('running', 'paused', 'done', 'aborted', 'stopped')),
  total             bigint      not null check (total >= 0),
  acted             bigint      not null default 0,
  skipped           bigint      not null default 0,
  per_second        integer     check (per_second >= 1),
  canary_jobs       integer     check (canary_jobs >= 1),
  canary_percent    integer     check (canary_percent between 1 and 100),
  canary_passed     boolean     not null default false,
  started_at        timestamptz not null default statement_timestamp(),
  next_batch_at     timestamptz not null default statement_timestamp(),
  finished_at       timestamptz,
  ended_position    bigint      not null default 0,
  outcomes_known_at timestamptz,
  constraint operations_progress check (acted >= 0 and skipped >= 0 and acted + skipped <= total),
  constraint operations_finished_at check ((finished_at is null) = (status in ('running', 'paused')))
) with (fillfactor = 50);
create index operations_due on operations (next_batch_at) where status = 'running';
create index operations_newest on operations (started_at desc, id desc);
create index operations_submitted on operations (next_batch_at)
  where status = 'done' and action = 'retry' and outcomes_known_at is null;

create table operation_jobs (
  operation_id uuid        not null references operations (id) on delete cascade,
  position     bigint      not null,
  job_id       uuid        not null,
  try_count    integer     not null,
  result       text        check (result in ('acted', 'skipped')),
  acted_at     timestamptz,
  primary key (operation_id, position),
  constraint operation_jobs_acted_at check ((result is null) = (acted_at is null))
) with (fillfactor = 90);
create index operation_jobs_of_job on operation_jobs (job_id);

-- Messages in job queues that belong to no job, each once, as far as they are kept: the message itself is in the
-- dead-letter queue. Open until an administrator moves it back or discards it.
create table rejected_messages (
  id                bigint      generated always as identity primary key,
  queue             text        not null,
  fingerprint       bytea       not null,
  message_id        text,
  type              text,
  reason            text        not null,
  headers           text        not null,
  -- As AMQP writes them, to be published again. Null: not kept whole.
  properties        bytea,
  body              bytea       not null,
  body_size         bigint      not null,
  times             bigint      not null default 1,
  first_rejected_at timestamptz not null default now(),
  last_rejected_at  timestamptz not null default now(),
  resolved_at       timestamptz,
  resolved_as       text,
  constraint rejected_messages_once unique (queue, fingerprint),
  constraint rejected_messages_resolved check ((resolved_at is null) = (resolved_as is null))
);
create index rejected_messages_open on rejected_messages (queue, id) where resolved_at is null;
create index rejected_messages_resolved on rejected_messages (resolved_at) where resolved_at is not null;
create index rejected_messages_resolved_of_queue on rejected_messages (queue, resolved_at)
  where resolved_at is not null;

-- Audit entries. They outlive the jobs. Actions are not listed here: versions that run side by side may have others.
create table actions (
  id           bigint      generated always as identity primary key,
  action       text        not null,
  job_id       uuid,
  copy_id      uuid,
  operation_id uuid,
  queue        text,
  to_queue     text,
  rejected_id  bigint,
  jobs         bigint      not null check (jobs >= 0),
  acted_by     text        not null,
  reason       text,
  difference   json,
  acted_at     timestamptz not null default statement_timestamp(),
  constraint actions_on_one check (num_nonnulls(job_id, operation_id, queue) = 1),
  constraint actions_edit_has_copy check ((action = 'retry-edited') = (copy_id is not null))
);
create index actions_of_job on actions (job_id, id) where job_id is not null;
create index actions_of_copy on actions (copy_id) where copy_id is not null;
create index actions_of_operation on actions (operation_id, id) where operation_id is not null;
create index actions_of_queue on actions (queue, id) where queue is not null;
create index actions_of_target_queue on actions (to_queue, id) where to_queue is not null;
create index actions_of_rejected on actions (rejected_id, id) where rejected_id is not null;
