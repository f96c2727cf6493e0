-- Realtime sends the old row with UPDATE and DELETE, and filters DELETE, only where the whole old row is in the WAL.
-- The executions change a few times each. Agents and workflows keep the primary key: their rows are large and change
-- often.
alter table public.agent_executions replica identity full;
alter table public.workflow_executions replica identity full;
