create extension if not exists pg_trgm with schema extensions;

alter table public.documents add column words tsvector
  generated always as (to_tsvector('simple', title)) stored;
create index documents_title_idx on public.documents using gin (title extensions.gin_trgm_ops);

create function public.similar_documents(p_team uuid, p_query text) returns setof public.documents
language sql stable set search_path = '' as $$
  select d.* from public.documents as d
  where d.team_id = p_team
  order by extensions.similarity(d.title, p_query) desc
  limit 10
$$;
