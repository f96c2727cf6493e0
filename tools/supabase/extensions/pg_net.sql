create schema net;
create domain net.http_method as text constraint http_method_check CHECK (((VALUE ~~* 'get'::text) OR (VALUE ~~* 'post'::text) OR (VALUE ~~* 'delete'::text)));
create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);
create function net.check_worker_is_up() returns void
  language plpgsql as $$ begin return; end $$;
create function net.wait_until_running() returns void
  language plpgsql as $$ begin return; end $$;
create function net.wake() returns void
  language plpgsql as $$ begin return; end $$;
create function net.worker_restart() returns boolean
  language sql as $$ select null::boolean $$;
create function net._await_response(request_id bigint) returns boolean
  language sql strict parallel safe as $$ select null::boolean $$;
create function net._urlencode_string(string character varying) returns text
  language sql immutable strict as $$ select null::text $$;
create function net._encode_url_with_params_array(url text, params_array text[]) returns text
  language sql immutable strict as $$ select null::text $$;
create function net.http_get(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000) returns bigint
  language plpgsql strict security definer parallel safe set search_path = net as $$ begin return null; end $$;
create function net.http_post(url text, body jsonb DEFAULT '{}'::jsonb, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds integer DEFAULT 5000) returns bigint
  language plpgsql security definer parallel safe set search_path = net as $$ begin return null; end $$;
create function net.http_delete(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL::jsonb) returns bigint
  language plpgsql parallel safe as $$ begin return null; end $$;
create function net._http_collect_response(request_id bigint, async boolean DEFAULT true) returns net.http_response_result
  language sql strict parallel safe as $$ select null::net.http_response_result $$;
create function net.http_collect_response(request_id bigint, async boolean DEFAULT true) returns net.http_response_result
  language sql strict parallel safe as $$ select null::net.http_response_result $$;
create sequence net.http_request_queue_id_seq;
create unlogged table net.http_request_queue (
  id bigint default nextval('net.http_request_queue_id_seq'::regclass) not null,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamp with time zone default now() not null
);
alter sequence net.http_request_queue_id_seq owned by net.http_request_queue.id;
create index _http_response_created_idx ON net._http_response USING btree (created);
grant usage on schema net to public;
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;
