-- One look at the index finds one attempt, whatever else its worker runs. May have been made before, concurrently.
create index if not exists jobs_of_worker on jobs (worker, id) where status = 'in-progress';
drop index if exists jobs_in_progress;

-- Each job leaves two or three dead rows behind, in a table that may keep a million finished ones: a share of the
-- table is too late.
alter table jobs set (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000
);
