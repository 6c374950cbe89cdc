-- Each level keeps a copy of what it looks into. A document that is nested deeper takes more memory than a search may:
-- nothing is found in it.
create function hide_fields(document jsonb, hidden text[], depth integer) returns jsonb
language plpgsql immutable strict as $$
begin
  if depth > 32 then
    raise exception 'nested deeper than 32 levels' using errcode = 'program_limit_exceeded';
  end if;
  return case jsonb_typeof(document)
    when 'object' then (
      select coalesce(jsonb_object_agg(key, case
        when lower(key collate "C") = any (hidden) or octet_length(key) > length(key) then to_jsonb('***'::text)
        else "${flyway:defaultSchema}".hide_fields(value, hidden, depth + 1)
      end), '{}')
      from jsonb_each(document))
    when 'array' then (
      select coalesce(jsonb_agg("${flyway:defaultSchema}".hide_fields(value, hidden, depth + 1) order by place), '[]')
      from jsonb_array_elements(document) with ordinality as element (value, place))
    else document
  end;
end $$;

create or replace function searchable_payload(payload json, hidden jsonb) returns jsonb
language plpgsql immutable strict as $$
begin
  if hidden = 'true' then
    return to_jsonb('***'::text);
  end if;
  if hidden = '[]' then
    return payload::jsonb;
  end if;
  return "${flyway:defaultSchema}".hide_fields(payload::jsonb, array(select jsonb_array_elements_text(hidden)), 1);
exception when data_exception or program_limit_exceeded then
  return null;
end $$;

drop function hide_fields(jsonb, text[]);
