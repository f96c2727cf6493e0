"""`pgrehearse diff`: intended against live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from analyzer.cli.live import live_option, major_was_given, rehearse_and_compare
from analyzer.cli.options import common_options, rehearsal_options
from analyzer.errors import counted

if TYPE_CHECKING:
    from analyzer.diff import Change, Comparison

F = TypeVar("F", bound=Callable[..., Any])


def selection_options(command: F) -> F:
    """Add --ignore and --accepted."""
    decorators = (
        click.option(
            "--ignore", "ignored", metavar="PATTERN", multiple=True,
            help="Leave out what matches kind:identity or kind:identity:aspect, * and ? for anything: "
            "'index:public.*', '*:audit.*', 'table:*:comment'. May be repeated.",
        ),
        click.option(
            "--accepted", metavar="FILE", help="Leave out the differences that this file accepts (--write-accepted)."
        ),
    )  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


@click.command()
@common_options
@live_option(required=True)
@selection_options
@click.option("--write-accepted", metavar="FILE", help="Write a file that accepts the differences there are.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "sql"]), default="text", show_default=True,
    help="sql is the script that `patch` writes.",
)  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Write to this file, whole or not at all.")
@click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR in the environment.")
def diff(
    paths: tuple[str, ...], layout: str, baseline: str | None, postgres: str, default_privileges: str, live: str,
    ignored: tuple[str, ...], accepted: str | None, write_accepted: str | None, form: str, output: str | None,
    no_color: bool,
) -> int:  # fmt: skip
    """How a live database differs from the state that the migrations leave behind.

    Exit code 0: no difference. 1: differences. 2: a usage or operational error. What is unknown is counted, and is no
    difference.
    """
    from analyzer.cli.output import wants_color, write_output
    from analyzer.diff.accepted import accepted_file

    options = rehearsal_options(layout, baseline, postgres, default_privileges)
    _, _, comparison = rehearse_and_compare(paths, options, live, major_given=major_was_given())
    changes = selected(comparison.changes, ignored, accepted)
    if write_accepted is not None:
        write_output([accepted_file(change for change in changes if change.action != "unknown")], write_accepted)
    if form == "text" and output is None and wants_color(no_color):
        _write_in_color(changes, notes(comparison))
    else:
        write_output(_encoded(comparison, changes, form), output)
    return 1 if any(change.action != "unknown" for change in changes) else 0


def selected(changes: Sequence[Change], ignored: Sequence[str], accepted: str | None) -> list[Change]:
    """Return the differences that neither a pattern nor the file of accepted ones leaves out."""
    from analyzer.diff.accepted import without_accepted, without_ignored
    from analyzer.errors import UsageError

    kept = without_ignored(changes, ignored)
    if accepted is None:
        return kept
    try:
        with open(accepted, "rb") as file:
            content = file.read()
    except OSError as error:
        raise UsageError(f"{accepted}: {error.strerror}") from None
    return without_accepted(kept, content, accepted)


def notes(comparison: Comparison) -> list[str]:
    """Return what a reader of the differences must know besides."""
    found = []
    if comparison.owner is not None:
        found.append(f"Role {comparison.owner} owns there what the migrations make: taken for the role that runs them.")
    if comparison.unknown_statements:
        number = comparison.unknown_statements
        found.append(f"{counted(number, 'statement')} of the migrations had an unknown outcome.")
    scripts = [row.reason for row in comparison.live.unseen if row.catalog == "script"]
    if scripts:
        found.append(f"{len(scripts)} statements of the script could not be read: {scripts[0]}")
    return found


def _encoded(comparison: Comparison, changes: Sequence[Change], form: str) -> Iterator[bytes]:
    told = notes(comparison)
    match form:
        case "json":
            from analyzer.report.differences.json import json_differences

            yield json_differences(changes, notes=told)
        case "markdown":
            from analyzer.report.differences.markdown import markdown_lines

            for text in markdown_lines(changes, notes=told):
                yield f"{text}\n".encode("utf-8", "replace")
        case "sql":
            from analyzer.cli.patch import patch_script

            yield patch_script(comparison, changes)
        case _:
            from analyzer.report.differences.text import plain, text_lines

            for line in text_lines(changes, notes=told):
                yield f"{plain(line)}\n".encode("utf-8", "replace")


def _write_in_color(changes: Sequence[Change], told: Sequence[str]) -> None:
    from rich.console import Console
    from rich.text import Text

    from analyzer.report.differences.text import STYLES, text_lines

    console = Console(highlight=False, markup=False, emoji=False)
    for line in text_lines(changes, width=max(console.width, 60), notes=told):
        console.print(Text.assemble(*((text, STYLES.get(style, "")) for text, style in line)), soft_wrap=True)
