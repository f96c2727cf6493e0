create table public.documents (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams (id) on delete cascade,
  title text not null,
  body jsonb not null default '{}',
  author uuid references public.profiles (id) on delete set null,
  updated_at timestamptz not null default now()
);

create index documents_team_id_idx on public.documents (team_id);

alter table public.documents enable row level security;

create policy "members read documents" on public.documents for select to authenticated
  using (public.is_member(team_id));
create policy "authors write documents" on public.documents for all to authenticated
  using (author = (select auth.uid())) with check (author = (select auth.uid()));
