-- A search sees of a payload what its reader sees: "***" in the place of what is hidden. Names are compared by their
-- ASCII letters in any case, whatever the database's locale; one with other letters is hidden, because it can't tell.
create function hide_fields(document jsonb, hidden text[]) returns jsonb language plpgsql immutable strict as $$
begin
  return case jsonb_typeof(document)
    when 'object' then (
      select coalesce(jsonb_object_agg(key, case
        when lower(key collate "C") = any (hidden) or octet_length(key) > length(key) then to_jsonb('***'::text)
        else "${flyway:defaultSchema}".hide_fields(value, hidden)
      end), '{}')
      from jsonb_each(document))
    when 'array' then (
      select coalesce(jsonb_agg("${flyway:defaultSchema}".hide_fields(value, hidden) order by place), '[]')
      from jsonb_array_elements(document) with ordinality as element (value, place))
    else document
  end;
end $$;

-- hidden: names of fields, or true for everything. Some JSON is no jsonb, or is nested too deeply to hide anything in
-- it: one such payload must not make the search fail for all.
create function searchable_payload(payload json, hidden jsonb) returns jsonb language plpgsql immutable strict as $$
begin
  if hidden = 'true' then
    return to_jsonb('***'::text);
  end if;
  if hidden = '[]' then
    return payload::jsonb;
  end if;
  return "${flyway:defaultSchema}".hide_fields(payload::jsonb, array(select jsonb_array_elements_text(hidden)));
exception when data_exception or program_limit_exceeded then
  return null;
end $$;
