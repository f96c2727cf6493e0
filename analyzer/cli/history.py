"""`pgrehearse history OBJECT`: what happened to an object, statement by statement."""

from __future__ import annotations

import click

from analyzer.cli.options import common_options, rehearsal_options, rehearse_with_progress


@click.command()
@click.argument("name", metavar="OBJECT")
@common_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR in the environment.")
def history(
    name: str, paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    form: str, no_color: bool,
) -> int:  # fmt: skip
    """Every statement that made, changed or dropped OBJECT, or failed to.

    OBJECT is a name as SQL writes it: orders, public.orders, orders.status, "table orders", "function total",
    "policy read_own on orders".
    """
    from analyzer.cli.output import write_lines, write_output
    from analyzer.findings.object_history import histories_of
    from analyzer.report.object_history import history_json, history_lines

    run = rehearse_with_progress(paths, rehearsal_options(layout, baseline, postgres, default_privileges))
    found = histories_of(run, name)
    if form == "json":
        write_output([history_json(found)])
    else:
        write_lines(history_lines(found), no_color=no_color)
    return 0
