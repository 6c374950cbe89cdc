-- The oldest finished jobs of a status, for those that delete them. Failed ones are found by jobs_failed. On a table of
-- many million rows it can be created beforehand, concurrently, so that nobody waits for this migration.
create index if not exists jobs_finished on jobs (status, finished_at)
  where status in ('complete', 'expired', 'cancelled', 'discarded');
