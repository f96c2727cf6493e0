-- Nearly every error ends up resolved, and only unresolved ones are ever asked for: index those alone, newest first.
-- The new index is there before the old one goes, then it takes over the name.
-- pgrehearse: allow blocking-index-build -- error_logs is emptied every night, this takes no second
create index error_logs_unresolved_idx on public.error_logs ("timestamp" desc) where not resolved;
-- pgrehearse: allow blocking-index-drop -- likewise
drop index public.idx_error_logs_resolved;
alter index public.error_logs_unresolved_idx rename to idx_error_logs_resolved;
