"""`pgrehearse introspect`: the SELECT that returns a snapshot of the database it runs in."""

from __future__ import annotations

import click


@click.command()
@click.option("--schema", is_flag=True, help="Print the JSON schema of what the SELECT returns instead.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
def introspect(schema: bool, output: str | None) -> int:
    """The one SELECT that returns a snapshot of a database as JSON.

    It runs in psql (psql -XAtf introspect.sql > live.json) and in Supabase's SQL editor, on PostgreSQL 15 to 18, for
    any role, and reads nothing but catalogs.
    """
    from analyzer.cli.output import write_output

    if schema:
        from analyzer.snapshot.document import json_schema

        write_output([json_schema()], output)
    else:
        from analyzer.snapshot.introspect import introspect_sql

        write_output([introspect_sql().encode()], output)
    return 0
