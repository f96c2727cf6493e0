"""`pgrehearse graph`: which file needs what of which."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import common_options, rehearsal_options, rehearse_with_progress

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal


@click.command()
@common_options
@click.option("--format", "form", type=click.Choice(["mermaid", "dot", "json"]), default="mermaid", show_default=True)
def graph(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str, form: str
) -> int:
    """The files as a graph: what each makes, what it needs of others, and what it needs too early."""
    from analyzer.cli.output import write_output

    run = rehearse_with_progress(paths, rehearsal_options(layout, baseline, postgres, default_privileges))
    write_output(graph_of(run, form))
    return 0


def graph_of(run: Rehearsal, form: str, moved: Collection[str] = ()) -> Iterator[bytes]:
    """Yield the graph of a rehearsed history's files in one of the formats."""
    from analyzer.findings.ordering.graph import file_graph
    from analyzer.report.graph import dot_lines, graph_json, mermaid_lines

    found = file_graph(run)
    if form == "json":
        yield graph_json(found)
        return
    lines = dot_lines(found, moved) if form == "dot" else mermaid_lines(found, moved)
    for line in lines:
        yield f"{line}\n".encode("utf-8", "replace")
