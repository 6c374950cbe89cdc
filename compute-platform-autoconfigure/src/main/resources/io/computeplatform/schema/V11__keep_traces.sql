-- What a tracer wrote about the submit, for whoever runs an attempt. Null: nobody traced it.
alter table jobs add column trace json;
