-- Some JSON is no jsonb: with a NUL, half a character, or a number beyond all bounds. One such payload must not make
-- the search fail for all.
create function payload_jsonb(payload json) returns jsonb language plpgsql immutable strict as $$
begin
  return payload::jsonb;
exception when data_exception or program_limit_exceeded then
  return null;
end $$;
