-- Messages in job queues that no job can be made of, as far as they are kept: the message itself is in the dead-letter
-- queue. The same message again is the same row. Open until somebody has moved it back or discarded it.
create table rejected_messages (
  id                bigint      generated always as identity primary key,
  queue             text        not null,
  fingerprint       bytea       not null,
  message_id        text,
  type              text,
  reason            text        not null,
  headers           text        not null,
  -- As AMQP writes them, to be sent again. Null: not kept whole.
  properties        bytea,
  body              bytea       not null,
  body_size         bigint      not null,
  times             bigint      not null default 1,
  first_rejected_at timestamptz not null default now(),
  last_rejected_at  timestamptz not null default now(),
  settled_at        timestamptz,
  settled_as        text,
  constraint rejected_messages_once unique (queue, fingerprint),
  constraint rejected_messages_settled_as_something check ((settled_at is null) = (settled_as is null))
);
create index rejected_messages_open on rejected_messages (queue, id) where settled_at is null;
create index rejected_messages_settled on rejected_messages (settled_at) where settled_at is not null;
create index rejected_messages_settled_of_queue on rejected_messages (queue, settled_at) where settled_at is not null;

-- Which rejected message an action on its queue was about.
alter table actions add column rejected_id bigint;
create index actions_of_rejected on actions (rejected_id, id) where rejected_id is not null;
