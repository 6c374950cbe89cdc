-- One row for each worker process, renewed by it; jobs of a worker that is lost or has no row are orphans.
create table workers (
  worker      text        primary key,
  started_at  timestamptz not null default now(),
  lease_until timestamptz not null,
  lost_at     timestamptz
) with (fillfactor = 50);
