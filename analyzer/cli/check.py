"""`pgrehearse check`: what is wrong with a history, one finding per cause."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import common_options, rehearsal_options, without_needless_collections

if TYPE_CHECKING:
    from analyzer.findings.finding import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")


@click.command()
@common_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True,
    help="The lowest level of a finding that makes the exit code 1.",
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
    "--rule", "only", multiple=True, metavar="NAME", help="Judge by this rule only, or by `all`; may be repeated."
)
@click.option("--ignore", "ignored", multiple=True, metavar="NAME", help="Leave this rule out; may be repeated.")
@click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR in the environment.")
def check(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str,
    form: str, fail_on: str, show_all: bool, changed: bool, twice: bool,
    only: tuple[str, ...], ignored: tuple[str, ...], no_color: bool,
) -> int:  # fmt: skip
    """What is wrong with the history, one finding per cause.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: a usage or operational error.
    """
    import msgspec

    from analyzer.cli.changed import report_on_changed
    from analyzer.cli.progress import progress_bar
    from analyzer.cli.rules import chosen_rules
    from analyzer.findings.collect import report_on, with_seconds
    from analyzer.rehearsal import rehearse

    started = time.perf_counter()
    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    rules = chosen_rules(only, ignored) if only or ignored else ()
    options = msgspec.structs.replace(options, twice=twice, rules=rules)
    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        if changed:
            report = report_on_changed(paths, options, progress=progress)
        else:
            report = report_on(rehearse(paths, options, progress=progress), options, progress=progress)
    report = with_seconds(report, time.perf_counter() - started)
    _write(report, form, show_all, no_color)
    return 1 if report.reaches(fail_on) else 0  # type: ignore[arg-type]


def _write(report: Report, form: str, show_all: bool, no_color: bool) -> None:
    from analyzer.cli.output import write_output

    if form == "text" and _wants_color(no_color):
        _write_in_color(report, show_all)
    else:
        write_output(_encoded(report, form, show_all))


def _encoded(report: Report, form: str, show_all: bool) -> Iterator[bytes]:
    match form:
        case "text":
            from analyzer.report.text import plain, text_lines

            for line in text_lines(report, show_all=show_all):
                yield f"{plain(line)}\n".encode("utf-8", "replace")
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
            from analyzer.report.github import github_lines
            from analyzer.report.junit import junit_lines
            from analyzer.report.markdown import markdown_lines

            lines = {"github": github_lines, "junit": junit_lines, "markdown": markdown_lines}[form]
            for text in lines(report):
                yield f"{text}\n".encode("utf-8", "replace")


def _wants_color(no_color: bool) -> bool:
    return sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write_in_color(report: Report, show_all: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from analyzer.report.text import STYLES, text_lines

    console = Console(highlight=False, markup=False, emoji=False)
    for line in text_lines(report, show_all=show_all):
        console.print(Text.assemble(*((text, STYLES.get(style, "")) for text, style in line)), soft_wrap=True)
