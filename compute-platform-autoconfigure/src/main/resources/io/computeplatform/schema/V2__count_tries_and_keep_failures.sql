alter table jobs
  add column try_count       integer not null default 0,
  add column max_tries       integer not null default 1,
  add column failure_reason  text,
  add column failure_class   text,
  add column failure_message text,
  add column failed_at       timestamptz,
  add column dead_letter_popped_at timestamptz,
  add constraint jobs_max_tries check (max_tries >= 1),
  add constraint jobs_try_count check (try_count between 0 and max_tries),
  add constraint jobs_failure check ((failure_reason is null) = (failed_at is null)),
  add constraint jobs_failed_has_failure check (status <> 'failed' or failed_at is not null);

create index jobs_failed on jobs (failed_at desc, id desc) where status = 'failed';
create index jobs_failed_of_queue on jobs (queue, failed_at desc, id desc) where status = 'failed';
