"""`pgrehearse trace`: the server's bare answer to every top-level statement."""

from __future__ import annotations

import click

from analyzer.cli.options import common_options, rehearsal_options, rehearse_with_progress


@click.command()
@common_options
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def trace(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str, form: str
) -> int:
    """What the server says to each statement, one line per statement.

    A statement that fails is undone alone, and the next one runs.
    """
    from analyzer.cli.output import write_output
    from analyzer.report.trace import trace_line, trace_text

    run = rehearse_with_progress(paths, rehearsal_options(layout, baseline, postgres, default_privileges))
    if form == "jsonl":
        write_output(trace_line(step) + b"\n" for step in run.steps)
    else:
        write_output(f"{trace_text(step)}\n".encode() for step in run.steps)
    return 0
