alter publication supabase_realtime add table public.comments;
alter publication supabase_realtime add table public.documents;
