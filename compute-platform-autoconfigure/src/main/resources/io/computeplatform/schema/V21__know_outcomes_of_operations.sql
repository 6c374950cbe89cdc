-- An operation that retries is over when its jobs have ended again, and not when they are queued. Up to ended_position,
-- each of them has. What is finished already counts as over.
alter table operations
  add column ended_position    bigint      not null default 0,
  add column outcomes_known_at timestamptz;
update operations set outcomes_known_at = finished_at where finished_at is not null;
create index operations_submitted on operations (next_batch_at)
  where status = 'done' and action = 'retry' and outcomes_known_at is null;
