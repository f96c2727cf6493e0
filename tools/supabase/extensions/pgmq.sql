create type message_record as (msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb);
create type queue_record as (queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz);
create type metrics_result as (
  queue_name text, queue_length bigint, newest_msg_age_sec int, oldest_msg_age_sec int, total_messages bigint,
  scrape_time timestamptz, queue_visible_length bigint);
create table meta (
  queue_name varchar unique not null,
  is_partitioned boolean not null,
  is_unlogged boolean not null,
  created_at timestamptz not null default now()
);
grant select on all tables in schema pgmq to pg_monitor;
create function "create"(queue_name text) returns void language plpgsql as $$ begin end $$;
create function create_non_partitioned(queue_name text) returns void language plpgsql as $$ begin end $$;
create function create_unlogged(queue_name text) returns void language plpgsql as $$ begin end $$;
create function create_partitioned(queue_name text, partition_interval text default '10000', retention_interval text default '100000')
  returns void language plpgsql as $$ begin end $$;
create function drop_queue(queue_name text) returns boolean language plpgsql as $$ begin return true; end $$;
create function drop_queue(queue_name text, partitioned boolean) returns boolean language plpgsql as $$ begin return true; end $$;
create function send(queue_name text, msg jsonb) returns setof bigint language sql as $$ select 1 $$;
create function send(queue_name text, msg jsonb, delay integer) returns setof bigint language sql as $$ select 1 $$;
create function send(queue_name text, msg jsonb, delay timestamptz) returns setof bigint language plpgsql as $$ begin end $$;
create function send_batch(queue_name text, msgs jsonb[]) returns setof bigint language sql as $$ select 1 $$;
create function send_batch(queue_name text, msgs jsonb[], delay integer) returns setof bigint language sql as $$ select 1 $$;
create function send_batch(queue_name text, msgs jsonb[], delay timestamptz) returns setof bigint language plpgsql as $$ begin end $$;
create function read(queue_name text, vt integer, qty integer, conditional jsonb default '{}') returns setof message_record
  language plpgsql as $$ begin end $$;
create function read_with_poll(
  queue_name text, vt integer, qty integer, max_poll_seconds integer default 5, poll_interval_ms integer default 100,
  conditional jsonb default '{}') returns setof message_record language plpgsql as $$ begin end $$;
create function pop(queue_name text) returns setof message_record language plpgsql as $$ begin end $$;
create function archive(queue_name text, msg_id bigint) returns boolean language plpgsql as $$ begin return true; end $$;
create function archive(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $$ begin end $$;
create function delete(queue_name text, msg_id bigint) returns boolean language plpgsql as $$ begin return true; end $$;
create function delete(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $$ begin end $$;
create function set_vt(queue_name text, msg_id bigint, vt integer) returns setof message_record language plpgsql as $$ begin end $$;
create function purge_queue(queue_name text) returns bigint language plpgsql as $$ begin return 0; end $$;
create function list_queues() returns setof queue_record language plpgsql as $$ begin end $$;
create function metrics(queue_name text) returns metrics_result language plpgsql as $$ begin return null; end $$;
create function metrics_all() returns setof metrics_result language plpgsql as $$ begin end $$;
create function detach_archive(queue_name text) returns void language plpgsql as $$ begin end $$;
