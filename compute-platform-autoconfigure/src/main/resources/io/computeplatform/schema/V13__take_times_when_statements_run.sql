-- In a transaction that stays open, now() is when it began.
alter table jobs
  alter column created_at set default statement_timestamp(),
  alter column due_at set default statement_timestamp();
alter table deleted_jobs alter column deleted_at set default statement_timestamp();
alter table paused_queues alter column paused_at set default statement_timestamp();
alter table operations
  alter column started_at set default statement_timestamp(),
  alter column next_batch_at set default statement_timestamp();
alter table actions alter column acted_at set default statement_timestamp();
