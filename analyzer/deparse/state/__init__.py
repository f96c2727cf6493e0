"""The whole intended state as one document: a SQL script, JSON, Markdown (src/bin/pg_dump/pg_dump.c)."""

from analyzer.deparse.state.json import state_json
from analyzer.deparse.state.markdown import state_markdown
from analyzer.deparse.state.sql import state_sql

__all__ = ["state_json", "state_markdown", "state_sql"]
