-- A job that is submitted again under its id keeps its history and its try count. What was started before that does
-- not count for its policies and limits.
alter table jobs add column tries_before integer not null default 0;
