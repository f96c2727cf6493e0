create view public.document_overview with (security_invoker = true) as
  select d.id, d.title, d.team_id, p.handle as author_handle, count(c.id) as comment_count
  from public.documents as d
  left join public.profiles as p on p.id = d.author
  left join public.comments as c on c.document_id = d.id
  group by d.id, p.handle;

grant select on public.document_overview to authenticated;
revoke all on public.document_overview from anon;

comment on view public.document_overview is 'What the list of documents shows.';
comment on column public.documents.body is 'As the editor stores it.';
