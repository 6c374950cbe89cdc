-- How far each queue has been delivered: a waiting job whose message was published clearly earlier was overtaken.
create table deliveries (
  queue           text        primary key,
  published_until timestamptz not null
) with (fillfactor = 50);

-- A message may outlive the job that was deleted; it is told from a foreign one by this.
create table deleted_jobs (
  job_id     uuid        primary key,
  deleted_at timestamptz not null default now()
);
create index deleted_jobs_deleted_at on deleted_jobs (deleted_at);
