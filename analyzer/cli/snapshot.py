"""`pgrehearse snapshot`: a snapshot of a live database, fetched."""

from __future__ import annotations

import click


@click.command()
@click.argument("url", required=False, default="")
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@click.option(
    "--timeout", type=click.IntRange(1, 3600), default=120, show_default=True, metavar="SECONDS",
    help="How long the server may take over the statement.",
)  # fmt: skip
def snapshot(url: str, output: str | None, timeout: int) -> int:
    """Fetch a snapshot of the database at URL: a URI or "host=... dbname=...".

    Without URL, or for what it leaves out, the PG* variables, service files and password files decide. One SELECT in
    a read-only transaction; needs pip install 'pgrehearse[live]'.
    """
    from analyzer.cli.output import write_output
    from analyzer.errors import UsageError
    from analyzer.snapshot.connect import fetch
    from analyzer.snapshot.load import is_address

    if url and not is_address(url):
        raise UsageError("the database's address is a URI (postgresql://...) or key=value pairs (host=... dbname=...)")
    write_output([fetch(url, timeout=timeout), b"\n"], output)
    return 0
