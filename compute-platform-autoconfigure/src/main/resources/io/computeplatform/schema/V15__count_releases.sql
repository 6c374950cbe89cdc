-- A job that ends its process in order, each time, must not do so for ever.
alter table jobs add column releases integer not null default 0;
