-- tries_before: the try count when the job was last submitted under its id; earlier attempts do not count for policies
-- and limits. releases: how often a worker gave the job back when it stopped. failure_classes: what was thrown, its
-- causes, and what they extend. failure_fingerprint and failure_title: the failure group.
alter table jobs
  add column try_count             integer not null default 0,
  add column max_tries             integer not null default 1,
  add column tries_before          integer not null default 0,
  add column releases              integer not null default 0,
  add column failure_reason        text,
  add column failure_class         text,
  add column failure_message       text,
  add column failure_classes       text[],
  add column failure_fingerprint   uuid,
  add column failure_title         text,
  add column failed_at             timestamptz,
  add column dead_letter_popped_at timestamptz,
  add constraint jobs_try_count check (max_tries >= 1 and try_count between 0 and max_tries),
  add constraint jobs_failed_has_failure check (status <> 'failed' or failed_at is not null);

create index jobs_failed on jobs (failed_at desc, id desc) where status = 'failed';
create index jobs_failed_of_queue on jobs (queue, failed_at desc, id desc) where status = 'failed';
create index jobs_failed_of_type on jobs (type, failed_at desc, id desc) where status = 'failed';
-- Includes the queue, so that groups are counted by an index-only scan.
create index jobs_failed_of_group on jobs (failure_fingerprint, failed_at desc, id desc) include (queue)
  where status = 'failed';
create index jobs_failed_by_class on jobs using gin (failure_classes) where status = 'failed';

-- Attempts that ended without success. One that no instance could start has the number of the next try, which may be
-- started later. Reasons are not listed here: an older instance records what it knows.
create table attempts (
  job_id          uuid        not null references jobs (id) on delete cascade,
  try_number      integer     not null check (try_number >= 1),
  started_at      timestamptz not null,
  ended_at        timestamptz not null default now(),
  worker          text        not null,
  outcome         text        not null,
  exception_class text,
  message         text,
  stack_trace     text,
  primary key (job_id, try_number, ended_at)
);
