-- A try that no instance could start is recorded under the number that it would have had, and may be started later, or
-- fail to start again. A new reason needs no migration: an older instance must be able to record what it knows.
alter table attempts
  drop constraint attempts_pkey,
  drop constraint attempts_outcome_check,
  add primary key (job_id, try_number, ended_at);
