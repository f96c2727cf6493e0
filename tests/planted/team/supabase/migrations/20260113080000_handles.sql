alter table public.profiles drop column avatar_path;
alter table public.profiles add column avatar text;
alter table public.profiles add constraint profiles_handle_shape check (handle ~ '^[a-z0-9_-]+$');

alter type public.team_role add value 'guest';
