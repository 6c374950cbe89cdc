-- Which queues a worker serves, so that any instance can tell those that no worker serves. Null: a worker of an older
-- version, which may serve any.
alter table workers add column queues text[];

alter table paused_queues add column paused_by text;

-- What is done to a whole queue is recorded like what is done to a job. Which actions there are is up to the versions
-- that run side by side, not to a list here.
alter table actions
  add column queue    text,
  add column to_queue text,
  drop constraint if exists actions_action_check,
  drop constraint if exists actions_on_job_or_operation,
  add constraint actions_on_one check (num_nonnulls(job_id, operation_id, queue) = 1);
create index actions_of_queue on actions (queue, id) where queue is not null;
create index actions_of_target_queue on actions (to_queue, id) where to_queue is not null;
