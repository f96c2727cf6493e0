create schema cron;
create sequence cron.jobid_seq;
create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport int not null default inet_server_port(),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text
);
grant select on table cron.job to public;
alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job add constraint jobname_username_uniq unique (jobname, username);
create sequence cron.runid_seq;
create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
grant select on table cron.job_run_details to public;
grant delete on table cron.job_run_details to public;
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);
grant usage on schema cron to public;
create function cron.schedule(schedule text, command text) returns bigint language internal strict as 'boolin';
create function cron.schedule(job_name text, schedule text, command text) returns bigint language internal as 'boolin';
create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true)
  returns bigint language internal as 'boolin';
revoke all on function cron.schedule_in_database from public;
create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null) returns void language internal as 'boolin';
revoke all on function cron.alter_job from public;
create function cron.unschedule(job_id bigint) returns bool language internal strict as 'boolin';
create function cron.unschedule(job_name text) returns bool language internal strict as 'boolin';
create function cron.job_cache_invalidate() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger cron_job_cache_invalidate after insert or delete or update or truncate on cron.job
  for each statement execute function cron.job_cache_invalidate();
