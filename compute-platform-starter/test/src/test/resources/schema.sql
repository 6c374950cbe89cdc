create table if not exists invoices (
  id        bigint  primary key,
  customer  text    not null,
  reminders integer not null default 0
);
