-- Messages carry it, so that applications which share a queue by mistake tell their messages apart. A copy of the
-- database has the same one: give it a broker, or a queue prefix, of its own.
create table database_identity (
  only_row boolean primary key default true check (only_row),
  id       uuid    not null default gen_random_uuid()
);
insert into database_identity default values;
