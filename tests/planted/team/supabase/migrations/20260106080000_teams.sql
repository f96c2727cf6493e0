create type public.team_role as enum ('owner', 'editor', 'viewer');

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_by uuid not null default auth.uid() references auth.users (id)
);

create table public.team_members (
  team_id uuid not null references public.teams (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role public.team_role not null default 'viewer',
  primary key (team_id, user_id)
);

create index team_members_user_id_idx on public.team_members (user_id);

create function public.is_member(p_team uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.team_members as m where m.team_id = p_team and m.user_id = (select auth.uid())
  )
$$;

alter table public.teams enable row level security;
alter table public.team_members enable row level security;

create policy "members see their teams" on public.teams for select to authenticated using (public.is_member(id));
create policy "members see members" on public.team_members for select to authenticated
  using (public.is_member(team_id));
