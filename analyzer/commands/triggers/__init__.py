"""Triggers, rules and policies (src/backend/commands/trigger.c, event_trigger.c, policy.c; src/backend/rewrite)."""
