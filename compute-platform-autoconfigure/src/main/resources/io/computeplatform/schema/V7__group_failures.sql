-- Jobs that failed by the same fault have the same fingerprint, and a title that a person reads. Both are in the row:
-- a table of titles would make every failing job wait for whoever is about to write the title first.
alter table jobs
  add column failure_fingerprint uuid,
  add column failure_title       text;

-- The queue is in it so that groups can be counted without a look at the table.
create index jobs_failed_of_group on jobs (failure_fingerprint, failed_at desc, id desc) include (queue)
  where status = 'failed';
