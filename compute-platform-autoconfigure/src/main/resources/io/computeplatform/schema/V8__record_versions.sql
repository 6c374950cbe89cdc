-- The application's version, as its worker knows it. Null: the worker's application has none, or an older version of
-- this library. A job's failure has that of its attempt, which ended at the job's failed_at.
alter table workers add column version text;
alter table attempts add column version text;

-- An operation that waits until the workers of its jobs' queues run a version. The status is one of its own, so that
-- instances of older versions of this library leave it alone.
alter table operations
  add column awaited_version text,
  add column awaited_queues  text[],
  drop constraint operations_status_check,
  add constraint operations_status_check check
    (status in ('waiting', 'running', 'paused', 'done', 'aborted', 'stopped')),
  drop constraint operations_finished_at,
  add constraint operations_finished_at check ((finished_at is null) = (status in ('waiting', 'running', 'paused'))),
  add constraint operations_awaited check (status <> 'waiting' or num_nulls(awaited_version, awaited_queues) = 0);
create index operations_waiting on operations (id) where status = 'waiting';
