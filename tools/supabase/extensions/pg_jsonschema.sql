create function json_matches_schema(schema json, instance json) returns bool language internal immutable strict as 'boolin';
create function jsonb_matches_schema(schema json, instance jsonb) returns bool language internal immutable strict as 'boolin';
create function jsonschema_is_valid(schema json) returns bool language internal immutable strict as 'boolin';
create function jsonschema_validation_errors(schema json, instance json) returns text[]
  language internal immutable strict as 'boolin';
