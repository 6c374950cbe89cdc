-- What was thrown, each of its causes, and what they extend: a search by class finds them all.
alter table jobs add column failure_classes text[];
create index jobs_failed_by_class on jobs using gin (failure_classes) where status = 'failed';
create index jobs_failed_of_type on jobs (type, failed_at desc, id desc) where status = 'failed';

-- An action on many jobs. Which ones is settled when it starts; a row of operation_jobs is the state of one of them,
-- so that any instance can go on where another one died.
create table operations (
  id             uuid        primary key,
  action         text        not null check (action in ('retry', 'discard', 'delete')),
  query          json        not null,
  status         text        not null default 'running' check
    (status in ('running', 'paused', 'done', 'aborted', 'stopped')),
  total          bigint      not null check (total >= 0),
  acted          bigint      not null default 0,
  skipped        bigint      not null default 0,
  per_second     integer     check (per_second >= 1),
  canary_jobs    integer     check (canary_jobs >= 1),
  canary_percent integer     check (canary_percent between 1 and 100),
  canary_passed  boolean     not null default false,
  started_at     timestamptz not null default now(),
  next_batch_at  timestamptz not null default now(),
  finished_at    timestamptz,
  constraint operations_progress check (acted >= 0 and skipped >= 0 and acted + skipped <= total),
  constraint operations_finished_at check ((finished_at is null) = (status in ('running', 'paused')))
) with (fillfactor = 50);
create index operations_due on operations (next_batch_at) where status = 'running';
create index operations_newest on operations (started_at desc, id desc);

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

-- What administrators did. Outlives the jobs.
create table actions (
  id           bigint      generated always as identity primary key,
  action       text        not null check
    (action in ('retry', 'retry-edited', 'discard', 'restore', 'delete', 'pause', 'resume', 'abort')),
  job_id       uuid,
  copy_id      uuid,
  operation_id uuid,
  jobs         bigint      not null check (jobs >= 0),
  acted_by     text        not null,
  reason       text,
  difference   json,
  acted_at     timestamptz not null default now(),
  constraint actions_on_job_or_operation check ((job_id is null) <> (operation_id is null)),
  constraint actions_edit_has_copy check ((action = 'retry-edited') = (copy_id is not null))
);
create index actions_of_job on actions (job_id, id) where job_id is not null;
create index actions_of_copy on actions (copy_id) where copy_id is not null;
create index actions_of_operation on actions (operation_id, id) where operation_id is not null;
