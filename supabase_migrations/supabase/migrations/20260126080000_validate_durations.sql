-- In a migration of its own: VALIDATE reads the table under a lock that lets reads and writes pass.
alter table public.agent_executions validate constraint agent_executions_duration_not_negative;
alter table public.workflow_executions validate constraint workflow_executions_duration_not_negative;
alter table public.agent_execution_logs validate constraint agent_execution_logs_duration_not_negative;
alter table public.workflow_execution_logs validate constraint workflow_execution_logs_duration_not_negative;
