-- A clock set back has written negative durations. NOT VALID: new rows are checked at once, and nothing is scanned
-- under the lock; the next migration validates.
alter table public.agent_executions
  add constraint agent_executions_duration_not_negative check (duration_ms >= 0) not valid;
alter table public.workflow_executions
  add constraint workflow_executions_duration_not_negative check (duration_ms >= 0) not valid;
alter table public.agent_execution_logs
  add constraint agent_execution_logs_duration_not_negative check (duration_ms >= 0) not valid;
alter table public.workflow_execution_logs
  add constraint workflow_execution_logs_duration_not_negative check (duration_ms >= 0) not valid;
