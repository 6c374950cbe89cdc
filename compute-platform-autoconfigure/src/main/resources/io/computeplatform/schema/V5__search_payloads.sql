-- A search sees of a payload what its reader sees: "***" in the place of what is hidden. Names are compared by their
-- ASCII letters in any case, whatever the database's locale; a name with other letters is hidden. Each level keeps a
-- copy of what it looks into, so a document that is nested deeper than 32 levels is not searched.
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
      select coalesce(jsonb_agg("${flyway:defaultSchema}".hide_fields(value, hidden, depth + 1) order by ordinal), '[]')
      from jsonb_array_elements(document) with ordinality as element (value, ordinal))
    else document
  end;
end $$;

-- hidden: names of fields, or true for everything. JSON with a NUL, half a character or a number beyond all bounds is
-- no jsonb: such a payload matches no search, and fails none.
create function searchable_payload(payload json, hidden jsonb) returns jsonb
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
