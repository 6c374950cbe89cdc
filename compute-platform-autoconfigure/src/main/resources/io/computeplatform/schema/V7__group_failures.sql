-- Jobs that failed by the same fault have the same fingerprint. No foreign key: every failure would lock its group.
create table failure_groups (
  fingerprint uuid primary key,
  title       text not null
);
alter table jobs add column failure_fingerprint uuid;

-- The queue is in it so that groups can be counted without a look at the table.
create index jobs_failed_of_group on jobs (failure_fingerprint, failed_at desc, id desc) include (queue)
  where status = 'failed';
