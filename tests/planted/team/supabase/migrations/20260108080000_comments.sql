create table public.comments (
  id bigint generated always as identity primary key,
  document_id uuid not null references public.documents (id) on delete cascade,
  author uuid not null default auth.uid() references public.profiles (id),
  body text not null check (length(body) < 10000),
  resolved boolean not null default false
);

create index comments_document_id_idx on public.comments (document_id) where not resolved;

alter table public.comments enable row level security;

create policy "read comments" on public.comments for select to authenticated
  using (exists (
    select 1 from public.documents as d where d.id = comments.document_id and public.is_member(d.team_id)
  ));

create function public.touch_document() returns trigger
language plpgsql as $$
begin
  update public.documents set updated_at = now() where id = new.document_id;
  return new;
end
$$;

create trigger comments_touch_document after insert on public.comments
  for each row execute function public.touch_document();
