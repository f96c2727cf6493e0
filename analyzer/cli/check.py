"""`pgrehearse check`: what is wrong with a history, one finding per cause."""

from __future__ import annotations

import click

from analyzer.cli.options import common_options


@click.command()
@common_options
def check(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str
) -> int:
    """What is wrong with the history, one finding per cause."""
    return 0
