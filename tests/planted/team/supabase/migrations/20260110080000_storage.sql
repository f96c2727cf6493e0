insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true)
on conflict (id) do nothing;

create table public.attachments (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references public.documents (id) on delete cascade,
  object_id uuid references storage.objects (id) on delete set null,
  uploaded_by text not null default (auth.uid())::text
);

alter table public.attachments enable row level security;

create policy "own attachments" on public.attachments for all to authenticated
  using (uploaded_by = (select auth.uid())::text) with check (uploaded_by = (select auth.uid())::text);
