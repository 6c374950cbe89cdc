-- Queues that somebody has paused. A queue without a row is not paused.
create table paused_queues (
  queue     text        primary key,
  reason    text        not null,
  paused_at timestamptz not null default now()
);
