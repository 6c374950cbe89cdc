-- What a payload's type extends, under the names by which an executor may take it too; null in rows of older versions.
-- A queued job that an instance without an executor for it gave back: when the first did, and when the last.
alter table jobs
  add column other_types    text[],
  add column unserved_since timestamptz,
  add column unserved_at    timestamptz;

create index jobs_unserved on jobs (queue, unserved_since) where unserved_since is not null;
