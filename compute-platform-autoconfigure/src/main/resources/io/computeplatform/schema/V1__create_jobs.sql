-- The row is the truth about a job. A message is only a wake-up call, and a row knows which one it owes:
-- message_due_at is when the owed message is to be sent (null: none is owed), message_sent_at when the
-- message of a waiting job was published (null: none waits on the broker), message_sends how often a message for
-- the next try was confirmed, up to a limit.
create table jobs (
  id                  uuid        primary key,
  queue               text        not null,
  type                text        not null,
  payload             json        not null,
  status              text        not null,
  created_at          timestamptz not null default now(),
  due_at              timestamptz not null default now(),
  started_at          timestamptz,
  finished_at         timestamptz,
  worker              text,
  cancel_requested_at timestamptz,
  message_due_at      timestamptz,
  message_sent_at     timestamptz,
  message_sends       integer     not null default 0,
  constraint jobs_status check
    (status in ('queued', 'in-progress', 'complete', 'failed', 'expired', 'cancelled', 'discarded')),
  constraint jobs_in_progress_has_worker check
    (status <> 'in-progress' or (worker is not null and started_at is not null)),
  constraint jobs_finished_at check
    ((finished_at is null) = (status in ('queued', 'in-progress'))),
  constraint jobs_message_owed check
    (message_due_at is null or status in ('queued', 'failed')),
  constraint jobs_message_waits check
    (message_sent_at is null or status = 'queued')
) with (fillfactor = 80);

-- All of them partial: a row is in the index of what it still needs, and a finished job is in none.
create index jobs_message_owed on jobs (queue, message_due_at) where message_due_at is not null;
create index jobs_message_waits on jobs (queue, message_sent_at) where message_sent_at is not null;
create index jobs_in_progress on jobs (worker) where status = 'in-progress';
