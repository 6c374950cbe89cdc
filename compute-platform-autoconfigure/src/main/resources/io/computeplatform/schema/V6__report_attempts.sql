-- result_json: what the executor of a complete job reported, written by the statement that completes the attempt.
-- result_hidden: names of its fields that its type marks as sensitive, or true for all of it. Instances of the version
-- before join operation_jobs, which has a column "result".
alter table jobs
  add column result_json   json,
  add column result_hidden json;

-- What a running attempt reports, in tables of their own: the row of the job is updated three times in its life, and
-- these may be written at each renewal of the lease. The worker is part of the key of a line because an attempt that is
-- released starts again under the same number. reported_at: time of the newest report, so that an older one that
-- arrives later changes nothing.
create table attempt_progress (
  job_id       uuid        not null references jobs (id) on delete cascade,
  try_number   integer     not null check (try_number >= 1),
  worker       text        not null,
  done         bigint,
  total        bigint,
  progress_at  timestamptz,
  stack_sample text,
  sampled_at   timestamptz,
  reported_at  timestamptz not null,
  primary key (job_id, try_number)
) with (fillfactor = 50);

-- Positions count all lines that the executor logged. A gap is where lines were dropped.
create table attempt_log (
  job_id       uuid        not null references jobs (id) on delete cascade,
  try_number   integer     not null check (try_number >= 1),
  worker       text        not null,
  position     bigint      not null,
  logged_at    timestamptz not null,
  level        text        not null,
  text         text        not null,
  primary key (job_id, try_number, worker, position)
);
