"""Rehearsals and findings as text, JSON and other formats: functions from records to str, no logic."""
