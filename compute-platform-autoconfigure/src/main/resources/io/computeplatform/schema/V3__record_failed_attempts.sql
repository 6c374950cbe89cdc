create table attempts (
  job_id          uuid        not null references jobs (id) on delete cascade,
  try_number      integer     not null check (try_number >= 1),
  started_at      timestamptz not null,
  ended_at        timestamptz not null default now(),
  worker          text        not null,
  outcome         text        not null check
    (outcome in ('executor-failed', 'not-retryable', 'timed-out', 'worker-lost', 'cancelled')),
  exception_class text,
  message         text,
  stack_trace     text,
  primary key (job_id, try_number)
);
