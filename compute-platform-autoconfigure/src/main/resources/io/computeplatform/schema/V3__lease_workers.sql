-- One row for each worker, renewed by it. Jobs of a worker that is lost or has no row are orphans.
create table workers (
  worker      text        primary key,
  started_at  timestamptz not null default now(),
  lease_until timestamptz not null,
  lost_at     timestamptz,
  queues      text[]
) with (fillfactor = 50);

-- How far each queue was delivered: a queued job whose message was published clearly earlier has lost it.
create table deliveries (
  queue           text        primary key,
  published_until timestamptz not null
) with (fillfactor = 50);

-- A message may outlive its job. This tells it from the message of an unknown job.
create table deleted_jobs (
  job_id     uuid        primary key,
  deleted_at timestamptz not null default statement_timestamp()
);
create index deleted_jobs_deleted_at on deleted_jobs (deleted_at);

-- A queued job that instances without an executor for it released: time of the first and of the newest release.
alter table jobs
  add column unserved_since timestamptz,
  add column unserved_at    timestamptz;
create index jobs_unserved on jobs (queue, unserved_since) where unserved_since is not null;

-- A queue without a row is not paused.
create table paused_queues (
  queue     text        primary key,
  reason    text        not null,
  paused_at timestamptz not null default statement_timestamp(),
  paused_by text
);

-- Messages carry the id, so that applications that share a queue by mistake tell their messages apart. A copy of the
-- database has the same id: give it a broker, or a queue prefix, of its own.
create table database_identity (
  only_row boolean primary key default true check (only_row),
  id       uuid    not null default gen_random_uuid()
);
insert into database_identity default values;
