"""`pgrehearse check`: what is wrong with a history, one finding per cause."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import common_options, rehearsal_options, without_needless_collections

if TYPE_CHECKING:
    from analyzer.findings.finding import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")
ORDER_FORMATS = ("text", "json", "patch", "dot", "mermaid")


@click.command()
@common_options
@click.option(
    "--format", "form", type=click.Choice(tuple(dict.fromkeys((*FORMATS, *ORDER_FORMATS)))), default="text",
    show_default=True, help="patch, dot and mermaid are for --order.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True,
    help="The lowest level of a finding that makes the exit code 1. Findings of level info are shown only with "
    "--fail-on info, --rule or --all.",
)  # fmt: skip
@click.option("--all", "show_all", is_flag=True, help="Show also what is folded under a cause, and what is unknown.")
@click.option(
    "--changed", is_flag=True,
    help="Take each PATH for a changed (or deleted) file: rehearse the history it belongs to, report on the changed "
    "files and on what they break elsewhere.",
)  # fmt: skip
@click.option(
    "--twice", is_flag=True,
    help="Rehearse each file a second time, right after its first run, and report what is not re-runnable.",
)  # fmt: skip
@click.option(
    "--order", is_flag=True,
    help="Instead of findings, propose an order of files and statements in which more succeed, and rehearse it.",
)  # fmt: skip
@click.option(
    "--rule", "only", multiple=True, metavar="NAME", help="Judge by this rule only, or by `all`; may be repeated."
)
@click.option("--ignore", "ignored", multiple=True, metavar="NAME", help="Leave this rule out; may be repeated.")
@click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR in the environment.")
def check(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    form: str, fail_on: str, show_all: bool, changed: bool, twice: bool, order: bool,
    only: tuple[str, ...], ignored: tuple[str, ...], no_color: bool,
) -> int:  # fmt: skip
    """What is wrong with the history, one finding per cause.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: a usage or operational error.
    """
    import msgspec

    from analyzer.cli.progress import progress_bar
    from analyzer.cli.rules import chosen_rules
    from analyzer.findings.collect import report_on, with_seconds
    from analyzer.rehearsal import rehearse

    started = time.perf_counter()
    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    rules = chosen_rules(only, ignored)
    # Few have ON_ERROR_ROLLBACK on: an error that only its savepoints make is none.
    options = msgspec.structs.replace(options, twice=twice, savepoints=False, rules=rules)
    _refuse_mixture(form, changed=changed, twice=twice, order=order)
    if order:
        from analyzer.cli.order import check_order

        return check_order(paths, options, form, show_all=show_all, no_color=no_color)
    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        if changed:
            from analyzer.cli.changed import report_on_changed

            report = report_on_changed(paths, options, progress=progress)
        else:
            report = report_on(rehearse(paths, options, progress=progress), options, progress=progress)
    report = with_seconds(report, time.perf_counter() - started)
    _write(report, form, show_all, show_all or fail_on == "info" or twice or bool(only), no_color)
    return 1 if report.reaches(fail_on) else 0  # type: ignore[arg-type]


def _refuse_mixture(form: str, *, changed: bool, twice: bool, order: bool) -> None:
    from analyzer.errors import UsageError

    if order and (changed or twice):
        raise UsageError(f"--order and --{'changed' if changed else 'twice'} do not go together")
    allowed = ORDER_FORMATS if order else FORMATS
    if form not in allowed:
        raise UsageError(f"--format {form}: {'with' if order else 'without'} --order, one of {', '.join(allowed)}")


def _write(report: Report, form: str, show_all: bool, infos: bool, no_color: bool) -> None:
    from analyzer.cli.output import write_lines, write_output

    if form == "text":
        from analyzer.report.text import text_lines

        write_lines(text_lines(report, show_all=show_all, infos=infos), no_color=no_color)
    else:
        write_output(_encoded(report, form, show_all, infos))


def _encoded(report: Report, form: str, show_all: bool, infos: bool) -> Iterator[bytes]:
    match form:
        case "json":
            from analyzer.report.json import json_report

            yield json_report(report, show_all=show_all)
        case "sarif":
            from analyzer.report.sarif import sarif_report

            yield sarif_report(report)
        case "gitlab":
            from analyzer.report.gitlab import gitlab_report

            yield gitlab_report(report)
        case _:
            for text in _lines(report, form, infos):
                yield f"{text}\n".encode("utf-8", "replace")


def _lines(report: Report, form: str, infos: bool) -> Iterator[str]:
    from analyzer.report.github import github_lines
    from analyzer.report.junit import junit_lines
    from analyzer.report.markdown import markdown_lines

    if form == "junit":
        return junit_lines(report)
    return (github_lines if form == "github" else markdown_lines)(report, infos=infos)
