-- The intended state of the project's database, consolidated: tenants and their members, agents and workflows with
-- their runs, billing, observability, webhooks. Later migrations change it in small steps.
--
-- The order is the one PostgreSQL needs: a table before whatever names it, all tables before the policies (which look
-- into tenant_members), privileges last, when everything they cover exists.
--
-- Who may do what:
--   anon            nothing: every table belongs to somebody.
--   authenticated   what a policy allows, and no privilege without a policy that uses it.
--   service_role    everything: it bypasses row level security. It alone writes tenants, memberships, plans and bills.


-- Extensions ----------------------------------------------------------------------------------------------------------

-- For gen_random_bytes(). Supabase has it already; naming the schema keeps it out of public elsewhere too.
create extension if not exists pgcrypto with schema extensions;


-- Functions -----------------------------------------------------------------------------------------------------------

-- An empty search_path: every name in the bodies is schema-qualified, and no caller can put another object in its place.

create or replace function public.update_updated_at_column()
returns trigger
language plpgsql
security invoker
set search_path = ''
as $$
begin
  new.updated_at = now();
  return new;
end;
$$;

comment on function public.update_updated_at_column() is 'Trigger function: stamps updated_at on every update.';

create or replace function public.generate_webhook_secret()
returns text
language sql
volatile
security invoker
set search_path = ''
as $$
  select 'whsec_' || encode(extensions.gen_random_bytes(32), 'hex');
$$;

comment on function public.generate_webhook_secret() is
  'A new signing secret: 256 random bits, prefixed so that secret scanners recognise it.';


-- Tenants -------------------------------------------------------------------------------------------------------------

create table public.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  subdomain text not null unique,
  plan_id text not null default 'free',
  status text not null default 'active',
  settings jsonb not null default '{}'::jsonb,
  limits jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenants_subdomain_format check (subdomain ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint tenants_status_known check (status in ('active', 'suspended', 'closed'))
);

comment on table public.tenants is
  'A customer organisation. Every row elsewhere that belongs to a customer names its tenant.';

create table public.tenant_members (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'member',
  permissions jsonb not null default '{}'::jsonb,
  status text not null default 'active',
  joined_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Its index also serves the foreign key to tenants.
  unique (tenant_id, user_id),
  constraint tenant_members_role_known check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint tenant_members_status_known check (status in ('invited', 'active', 'suspended'))
);

comment on table public.tenant_members is
  'Who belongs to which tenant. Policies ask this table, never the view user_tenants.';

-- The policies' question, "which tenants am I in?", is answered from this index alone.
create index tenant_members_user_id_idx on public.tenant_members (user_id, status) include (tenant_id, role);


-- Agents and workflows ------------------------------------------------------------------------------------------------

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  created_by uuid references auth.users (id) on delete set null,
  name text not null,
  description text,
  category text not null default 'general',
  model text not null,
  instructions text not null default '',
  capabilities jsonb not null default '[]'::jsonb,
  tools jsonb not null default '[]'::jsonb,
  config jsonb not null default '{}'::jsonb,
  enabled boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint agents_capabilities_is_array check (jsonb_typeof(capabilities) = 'array'),
  constraint agents_version_positive check (version > 0)
);

create index idx_agents_tenant_id on public.agents (tenant_id);
create index idx_agents_enabled on public.agents (tenant_id, name) where enabled;
create index idx_agents_category on public.agents (category);
create index agents_created_by_idx on public.agents (created_by);

create table public.agent_executions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  agent_id uuid not null references public.agents (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  status text not null default 'pending',
  input jsonb not null default '{}'::jsonb,
  output jsonb,
  error text,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  duration_ms integer,
  constraint agent_executions_status_known check (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);

create index idx_agent_executions_agent_id on public.agent_executions (agent_id);
create index idx_agent_executions_user_id on public.agent_executions (user_id);
create index idx_agent_executions_tenant_id on public.agent_executions (tenant_id);
create index idx_agent_executions_status on public.agent_executions (status) where status in ('pending', 'running');
create index idx_agent_executions_started_at on public.agent_executions (started_at desc);

create table public.workflows (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  created_by uuid references auth.users (id) on delete set null,
  name text not null,
  description text,
  category text not null default 'general',
  trigger_type text not null default 'manual',
  schedule text,
  steps jsonb not null default '[]'::jsonb,
  variables jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  enabled boolean not null default true,
  version integer not null default 1,
  last_run_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint workflows_trigger_type_known check (trigger_type in ('manual', 'schedule', 'webhook', 'event')),
  constraint workflows_schedule_where_scheduled check ((trigger_type = 'schedule') = (schedule is not null)),
  constraint workflows_steps_is_array check (jsonb_typeof(steps) = 'array'),
  constraint workflows_version_positive check (version > 0)
);

create index idx_workflows_tenant_id on public.workflows (tenant_id);
create index idx_workflows_enabled on public.workflows (tenant_id, name) where enabled;
create index idx_workflows_category on public.workflows (category);
create index workflows_created_by_idx on public.workflows (created_by);

create table public.workflow_executions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  workflow_id uuid not null references public.workflows (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  status text not null default 'pending',
  input jsonb not null default '{}'::jsonb,
  output jsonb,
  error text,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  duration_ms integer,
  constraint workflow_executions_status_known
    check (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);

create index idx_workflow_executions_workflow_id on public.workflow_executions (workflow_id);
create index idx_workflow_executions_user_id on public.workflow_executions (user_id);
create index idx_workflow_executions_tenant_id on public.workflow_executions (tenant_id);
create index idx_workflow_executions_status on public.workflow_executions (status)
  where status in ('pending', 'running');
create index idx_workflow_executions_started_at on public.workflow_executions (started_at desc);


-- Billing -------------------------------------------------------------------------------------------------------------

create table public.subscriptions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  plan_id text not null,
  status text not null default 'incomplete',
  stripe_customer_id text,
  stripe_subscription_id text,
  current_period_start timestamptz,
  current_period_end timestamptz,
  cancel_at_period_end boolean not null default false,
  canceled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint subscriptions_status_known
    check (status in ('incomplete', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused')),
  constraint subscriptions_period_ordered check (current_period_end > current_period_start)
);

create index idx_subscriptions_user_id on public.subscriptions (user_id);
create index idx_subscriptions_tenant_id on public.subscriptions (tenant_id);
create index idx_subscriptions_status on public.subscriptions (status);
-- Unique, so that a Stripe event delivered twice cannot make two subscriptions.
create unique index idx_subscriptions_stripe_subscription_id on public.subscriptions (stripe_subscription_id);

create table public.usage_metrics (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  metric_type text not null,
  quantity numeric not null default 1,
  "timestamp" timestamptz not null default now(),
  constraint usage_metrics_quantity_not_negative check (quantity >= 0)
);

create index idx_usage_metrics_user_id on public.usage_metrics (user_id);
create index idx_usage_metrics_tenant_id on public.usage_metrics (tenant_id);
create index idx_usage_metrics_metric_type on public.usage_metrics (metric_type);
-- Rows arrive in the order of time: a block-range index is a thousandth of a B-tree's size and as good here.
create index idx_usage_metrics_timestamp on public.usage_metrics using brin ("timestamp");

create table public.billing_events (
  id bigint generated always as identity primary key,
  user_id uuid references auth.users (id) on delete set null,
  event_type text not null,
  payload jsonb not null default '{}'::jsonb,
  "timestamp" timestamptz not null default now()
);

create index idx_billing_events_user_id on public.billing_events (user_id);
create index idx_billing_events_event_type on public.billing_events (event_type);
create index idx_billing_events_timestamp on public.billing_events ("timestamp" desc);


-- Observability -------------------------------------------------------------------------------------------------------

create table public.telemetry_events (
  id bigint generated always as identity primary key,
  tenant_id uuid references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  type text not null,
  source text not null default 'app',
  properties jsonb not null default '{}'::jsonb,
  "timestamp" timestamptz not null default now()
);

create index idx_telemetry_events_type on public.telemetry_events (type);
create index idx_telemetry_events_user_id on public.telemetry_events (user_id);
create index idx_telemetry_events_tenant_id on public.telemetry_events (tenant_id);
create index idx_telemetry_events_timestamp on public.telemetry_events using brin ("timestamp");

create table public.workflow_execution_logs (
  id bigint generated always as identity primary key,
  execution_id uuid not null references public.workflow_executions (id) on delete cascade,
  workflow_id uuid not null references public.workflows (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  step_id text not null,
  step_type text not null,
  status text not null default 'running',
  input jsonb,
  output jsonb,
  error text,
  started_at timestamptz not null default now(),
  duration_ms integer,
  constraint workflow_execution_logs_status_known check (status in ('running', 'completed', 'failed', 'skipped'))
);

create index idx_workflow_execution_logs_execution_id on public.workflow_execution_logs (execution_id);
create index idx_workflow_execution_logs_workflow_id on public.workflow_execution_logs (workflow_id);
create index idx_workflow_execution_logs_user_id on public.workflow_execution_logs (user_id);
create index idx_workflow_execution_logs_status on public.workflow_execution_logs (status) where status = 'failed';
create index idx_workflow_execution_logs_started_at on public.workflow_execution_logs (started_at desc);
create index idx_workflow_execution_logs_step_id on public.workflow_execution_logs (step_id);

create table public.agent_execution_logs (
  id bigint generated always as identity primary key,
  execution_id uuid not null references public.agent_executions (id) on delete cascade,
  agent_id uuid not null references public.agents (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  status text not null default 'running',
  input jsonb,
  output jsonb,
  error text,
  started_at timestamptz not null default now(),
  duration_ms integer,
  constraint agent_execution_logs_status_known check (status in ('running', 'completed', 'failed', 'skipped'))
);

create index idx_agent_execution_logs_execution_id on public.agent_execution_logs (execution_id);
create index idx_agent_execution_logs_agent_id on public.agent_execution_logs (agent_id);
create index idx_agent_execution_logs_user_id on public.agent_execution_logs (user_id);
create index idx_agent_execution_logs_status on public.agent_execution_logs (status) where status = 'failed';
create index idx_agent_execution_logs_started_at on public.agent_execution_logs (started_at desc);

create table public.error_logs (
  id bigint generated always as identity primary key,
  tenant_id uuid references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  severity text not null default 'error',
  message text not null,
  resolved boolean not null default false,
  "timestamp" timestamptz not null default now(),
  constraint error_logs_severity_known check (severity in ('debug', 'info', 'warning', 'error', 'critical'))
);

create index idx_error_logs_user_id on public.error_logs (user_id);
create index idx_error_logs_tenant_id on public.error_logs (tenant_id);
create index idx_error_logs_severity on public.error_logs (severity);
create index idx_error_logs_resolved on public.error_logs (resolved);
create index idx_error_logs_timestamp on public.error_logs ("timestamp" desc);

create table public.performance_metrics (
  id bigint generated always as identity primary key,
  metric text not null,
  value double precision not null,
  labels jsonb not null default '{}'::jsonb,
  "timestamp" timestamptz not null default now()
);

comment on table public.performance_metrics is 'How the platform performs as a whole: no tenant, no user.';

create index idx_performance_metrics_metric on public.performance_metrics (metric, "timestamp" desc);
create index idx_performance_metrics_timestamp on public.performance_metrics using brin ("timestamp");


-- Webhooks and artifacts ----------------------------------------------------------------------------------------------

create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  system_id text not null,
  url text not null,
  secret text not null default public.generate_webhook_secret(),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint webhook_endpoints_url_is_https check (url ~ '^https://')
);

create index idx_webhook_endpoints_tenant_id on public.webhook_endpoints (tenant_id);
create index idx_webhook_endpoints_system_id on public.webhook_endpoints (system_id);
create unique index idx_webhook_endpoints_secret on public.webhook_endpoints (secret);
create index idx_webhook_endpoints_enabled on public.webhook_endpoints (tenant_id, system_id) where enabled;

create table public.artifacts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  system_id text not null,
  run_id uuid references public.workflow_executions (id) on delete set null,
  kind text not null,
  storage_path text not null unique,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now()
);

comment on column public.artifacts.storage_path is 'Where the file lies in Supabase Storage: bucket/path.';

create index idx_artifacts_run_id on public.artifacts (run_id);
create index idx_artifacts_tenant_id on public.artifacts (tenant_id);
create index idx_artifacts_system_id on public.artifacts (system_id);
create index idx_artifacts_created_at on public.artifacts (created_at desc);


-- Triggers ------------------------------------------------------------------------------------------------------------

-- The tables that signed-in users update. The backend, which writes tenants and tenant_members, stamps them itself.

create trigger update_agents_updated_at
  before update on public.agents
  for each row execute function public.update_updated_at_column();

create trigger update_workflows_updated_at
  before update on public.workflows
  for each row execute function public.update_updated_at_column();

create trigger update_subscriptions_updated_at
  before update on public.subscriptions
  for each row execute function public.update_updated_at_column();

create trigger update_webhook_endpoints_updated_at
  before update on public.webhook_endpoints
  for each row execute function public.update_updated_at_column();


-- Views ---------------------------------------------------------------------------------------------------------------

-- Older clients read their memberships here. security_invoker: the policies of tenant_members apply to whoever asks.
create view public.user_tenants with (security_invoker = true) as
select tm.user_id, tm.tenant_id, tm.role, tm.permissions, tm.joined_at
from public.tenant_members as tm
where tm.status = 'active';

comment on view public.user_tenants is 'Backward compatibility: active memberships. New code reads tenant_members.';


-- Row level security --------------------------------------------------------------------------------------------------

alter table public.tenants enable row level security;
alter table public.tenant_members enable row level security;
alter table public.agents enable row level security;
alter table public.agent_executions enable row level security;
alter table public.workflows enable row level security;
alter table public.workflow_executions enable row level security;
alter table public.subscriptions enable row level security;
alter table public.usage_metrics enable row level security;
alter table public.billing_events enable row level security;
alter table public.telemetry_events enable row level security;
alter table public.workflow_execution_logs enable row level security;
alter table public.agent_execution_logs enable row level security;
alter table public.error_logs enable row level security;
alter table public.performance_metrics enable row level security;
alter table public.webhook_endpoints enable row level security;
alter table public.artifacts enable row level security;

-- The policies keep to four rules:
--   * one policy per table and command, and it names its role: nothing is evaluated twice, nothing for anon;
--   * (select auth.uid()) is evaluated once per query, a bare auth.uid() once per row;
--   * membership is an uncorrelated subquery, hashed once, instead of a lookup per row;
--   * tenant_members shows a user only the user's own rows, so that its policy need not ask tenant_members (which would
--     recurse without end) and the subqueries need no security definer function.

-- tenants, tenant_members

create policy tenants_select on public.tenants
  for select to authenticated
  using (
    id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy tenant_members_select on public.tenant_members
  for select to authenticated
  using (user_id = (select auth.uid()));

-- A member may leave; the last word on an owner is the backend's.
create policy tenant_members_delete on public.tenant_members
  for delete to authenticated
  using (user_id = (select auth.uid()) and role <> 'owner');

-- agents: members read and make them, their authors and the tenant's admins change them, admins delete them

create policy agents_select on public.agents
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy agents_insert on public.agents
  for insert to authenticated
  with check (
    created_by = (select auth.uid())
    and tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
    )
  );

create policy agents_update on public.agents
  for update to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
    or (
      created_by = (select auth.uid())
      and tenant_id in (
        select tm.tenant_id from public.tenant_members as tm
        where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
      )
    )
  )
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
    )
  );

create policy agents_delete on public.agents
  for delete to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

-- workflows: as agents

create policy workflows_select on public.workflows
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy workflows_insert on public.workflows
  for insert to authenticated
  with check (
    created_by = (select auth.uid())
    and tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
    )
  );

create policy workflows_update on public.workflows
  for update to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
    or (
      created_by = (select auth.uid())
      and tenant_id in (
        select tm.tenant_id from public.tenant_members as tm
        where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
      )
    )
  )
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
    )
  );

create policy workflows_delete on public.workflows
  for delete to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

-- executions: members read them and start them in their own name; only the runner, as service_role, moves them on

create policy agent_executions_select on public.agent_executions
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy agent_executions_insert on public.agent_executions
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and status = 'pending'
    and exists (
      -- The agent has to be one the user sees, and of the tenant the run is booked on.
      select 1 from public.agents as a
      where a.id = agent_executions.agent_id and a.tenant_id = agent_executions.tenant_id and a.enabled
    )
  );

create policy workflow_executions_select on public.workflow_executions
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy workflow_executions_insert on public.workflow_executions
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and status = 'pending'
    and exists (
      select 1 from public.workflows as w
      where w.id = workflow_executions.workflow_id and w.tenant_id = workflow_executions.tenant_id and w.enabled
    )
  );

-- subscriptions: members see theirs; admins ask for one and cancel it. What is paid is written by the Stripe webhook,
-- as service_role: the privileges below leave status and the stripe_ columns out.

create policy subscriptions_select on public.subscriptions
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy subscriptions_insert on public.subscriptions
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and status = 'incomplete'
    and tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

create policy subscriptions_update on public.subscriptions
  for update to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  )
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

-- usage_metrics, billing_events

create policy usage_metrics_select on public.usage_metrics
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy usage_metrics_insert on public.usage_metrics
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy billing_events_select on public.billing_events
  for select to authenticated
  using (user_id = (select auth.uid()));

-- telemetry_events: a signed-in user without a tenant (on the way through sign-up) may send events too

create policy telemetry_events_select on public.telemetry_events
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

create policy telemetry_events_insert on public.telemetry_events
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and (
      tenant_id is null
      or tenant_id in (
        select tm.tenant_id from public.tenant_members as tm
        where tm.user_id = (select auth.uid()) and tm.status = 'active'
      )
    )
  );

-- execution logs: seen by whoever sees the execution, whose own policy decides inside the subquery

create policy workflow_execution_logs_select on public.workflow_execution_logs
  for select to authenticated
  using (execution_id in (select e.id from public.workflow_executions as e));

create policy workflow_execution_logs_insert on public.workflow_execution_logs
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and exists (
      select 1 from public.workflow_executions as e
      where e.id = workflow_execution_logs.execution_id
        and e.workflow_id = workflow_execution_logs.workflow_id
        and e.user_id = (select auth.uid())
    )
  );

create policy agent_execution_logs_select on public.agent_execution_logs
  for select to authenticated
  using (execution_id in (select e.id from public.agent_executions as e));

create policy agent_execution_logs_insert on public.agent_execution_logs
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and exists (
      select 1 from public.agent_executions as e
      where e.id = agent_execution_logs.execution_id
        and e.agent_id = agent_execution_logs.agent_id
        and e.user_id = (select auth.uid())
    )
  );

-- error_logs, performance_metrics

create policy error_logs_select on public.error_logs
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

create policy error_logs_insert on public.error_logs
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and not resolved
    and tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy performance_metrics_select on public.performance_metrics
  for select to authenticated
  using (
    (select auth.uid()) in (
      select tm.user_id from public.tenant_members as tm
      where tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

-- webhook_endpoints

create policy webhook_endpoints_select on public.webhook_endpoints
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy webhook_endpoints_insert on public.webhook_endpoints
  for insert to authenticated
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

create policy webhook_endpoints_update on public.webhook_endpoints
  for update to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  )
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

create policy webhook_endpoints_delete on public.webhook_endpoints
  for delete to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

-- artifacts

create policy artifacts_select on public.artifacts
  for select to authenticated
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active'
    )
  );

create policy artifacts_insert on public.artifacts
  for insert to authenticated
  with check (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role <> 'viewer'
    )
    and (
      run_id is null
      or exists (
        select 1 from public.workflow_executions as e
        where e.id = artifacts.run_id and e.tenant_id = artifacts.tenant_id
      )
    )
  );


-- Realtime ------------------------------------------------------------------------------------------------------------

alter publication supabase_realtime add table
  public.agents,
  public.workflows,
  public.workflow_executions,
  public.agent_executions;


-- Privileges ----------------------------------------------------------------------------------------------------------

-- Supabase's default privileges gave every new table, sequence and function to anon and authenticated (and, in newer
-- projects, to nobody). Both start from nothing here, so that what follows is the whole truth.
revoke all on all tables in schema public from anon, authenticated;
revoke all on all sequences in schema public from anon, authenticated;
revoke all on all functions in schema public from public, anon, authenticated;

grant usage on schema public to authenticated, service_role;

grant all on all tables in schema public to service_role;
grant all on all sequences in schema public to service_role;
grant execute on all functions in schema public to service_role;

grant select on public.tenants, public.user_tenants to authenticated;
grant select, delete on public.tenant_members to authenticated;

grant select, insert, update, delete
  on public.agents, public.workflows, public.webhook_endpoints to authenticated;

grant select, insert
  on public.agent_executions, public.workflow_executions, public.usage_metrics, public.telemetry_events,
     public.workflow_execution_logs, public.agent_execution_logs, public.error_logs, public.artifacts to authenticated;

grant select on public.billing_events, public.performance_metrics to authenticated;

grant select, insert (tenant_id, user_id, plan_id), update (cancel_at_period_end)
  on public.subscriptions to authenticated;

-- The default of webhook_endpoints.secret runs as the user who inserts.
grant execute on function public.generate_webhook_secret() to authenticated;
