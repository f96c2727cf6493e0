"""`check --format text`: findings for people, with the statement, the server's words, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.errors import counted
from analyzer.findings.finding import Finding, Folded, Place, Report
from analyzer.findings.text import listing
from analyzer.report.escape import printable
from analyzer.report.excerpt import excerpt
from analyzer.report.grouped import Group, grouped, hidden_infos

Span = tuple[str, str]
"""A piece of text and its style, "" for none."""
Line = list[Span]

STYLES: Final = {
    "place": "bold", "error": "bold red", "warning": "bold yellow", "info": "bold cyan", "rule": "bold",
    "gutter": "dim", "mark": "bold red", "label": "bold", "fix": "green",
}  # fmt: skip
_MARGIN: Final = "   "
_MOST_OTHERS: Final = 4


def text_lines(report: Report, *, show_all: bool = False, infos: bool = False) -> Iterator[Line]:
    """Yield the report line by line, the summary last; with `show_all` also what is folded, and what is unknown.

    Findings of level info are shown with `infos` or `show_all`.
    """
    infos = infos or show_all
    for group in grouped(report, infos=infos):
        yield from _finding_lines(group, report, show_all)
        yield []
    if show_all and report.unknowns:
        for unknown in report.unknowns:
            yield [(_place(unknown.place), "place"), (f" unknown: {_one_line(unknown.reason)}", "")]
        yield []
    yield [(summary(report, infos=infos), "label")]


def summary(report: Report, *, infos: bool = True) -> str:
    """The last line: findings by level, what was looked at, what is unknown, the time it took."""
    counts = [(report.count("error"), "error"), (report.count("warning"), "warning"), (report.count("info"), "info")]
    found = ", ".join(counted(number, noun) for number, noun in counts if number) or "no findings"
    if hidden_infos(report, infos=infos):
        found += " (--all shows it)" if report.count("info") == 1 else " (--all shows them)"
    unknown = f", {len(report.unknowns)} unknown" if report.unknowns else ""
    statements = counted(report.statements, "statement")
    return f"{found} in {counted(report.files, 'file')} ({statements}{unknown}) in {report.seconds:.2f} s"


def _finding_lines(group: Group, report: Report, show_all: bool) -> Iterator[Line]:
    finding = group.finding
    yield [(_place(finding.place), "place")]
    code = f" ({finding.sqlstate})" if finding.sqlstate else ""
    message = f": {_one_line(finding.message)}{code}"
    yield [(finding.level, finding.level), (" ", ""), (finding.rule, "rule"), (message, "")]
    source = report.sources.get(finding.place.path)
    marked = list(_excerpt_lines(finding, report)) if source is not None else []
    if marked:
        yield []
        yield from marked
    told = [*_server_lines(finding), *_other_lines(group.others, show_all), *_told_lines(finding, show_all)]
    if told:
        yield []
        yield from told


def _excerpt_lines(finding: Finding, report: Report) -> Iterator[Line]:
    lines = excerpt(finding, report.sources[finding.place.path])
    width = max((len(str(line.number)) for line in lines if line.number is not None), default=0)
    for line in lines:
        number = "" if line.number is None else str(line.number)
        bar = " " if line.number is None else " | "
        yield [(f"{_MARGIN}{number:>{width}}{bar}", "gutter"), (line.text.rstrip(), "")]
        if line.mark is not None:
            start, size = line.mark
            yield [(f"{_MARGIN}{'':>{width}} | ", "gutter"), (" " * start, ""), ("^" * size, "mark")]


def _server_lines(finding: Finding) -> Iterator[Line]:
    context = [("CONTEXT", each) for each in finding.context]
    for label, text in (("DETAIL", finding.detail), ("HINT", finding.hint), *context):
        if text:
            first, *rest = printable(text, keep="\n").split("\n")
            yield [(f"{_MARGIN}{label}: ", "label"), (first, "")]
            for line in rest:
                yield [(f"{_MARGIN}{'':{len(label)}}  {line}", "")]


def _other_lines(others: Sequence[Finding], show_all: bool) -> Iterator[Line]:
    shown = others if show_all or len(others) <= _MOST_OTHERS else others[: _MOST_OTHERS - 1]
    for finding in shown:
        yield [(f"{_MARGIN}Also: {_one_line(finding.message)}", "")]
    if len(shown) < len(others):
        yield [(f"{_MARGIN}And {len(others) - len(shown)} more like these (--all shows them).", "")]


def _told_lines(finding: Finding, show_all: bool) -> Iterator[Line]:
    if finding.after is not None:
        yield [(f"{_MARGIN}It would fail next, {_one_line(finding.after)}.", "")]
    for note in finding.notes:
        yield [(f"{_MARGIN}{_one_line(note)}", "")]
    if finding.repeats:
        yield [(f"{_MARGIN}The same in {counted(len(finding.repeats), 'more statement')}{_places(finding)}.", "")]
        if show_all:
            yield from _folded_lines(finding.repeats)
    if finding.hidden_repeats:
        number = len(finding.hidden_repeats)
        more = "more statement" if finding.repeats else "statement"
        all_shows = "" if show_all else " (--all shows them)"
        yield [(f"{_MARGIN}{counted(number, more)} would fail next in the same way{all_shows}.", "")]
        if show_all:
            yield from _folded_lines(finding.hidden_repeats)
    if finding.consequences:
        number = len(finding.consequences)
        files = {each.place.path for each in finding.consequences}
        where = "this file" if files == {finding.place.path} else counted(len(files), "file")
        verb = "fails" if number == 1 else "fail"
        all_shows = "" if show_all else f" (--all shows {'it' if number == 1 else 'them'})"
        yield [
            (
                f"{_MARGIN}{counted(number, 'more statement')} in {where} {verb} only because of this one"
                f"{all_shows}.",
                "",
            )
        ]
        if show_all:
            yield from _folded_lines(finding.consequences)
    if finding.fix is not None:
        yield [(f"{_MARGIN}Fix: ", "fix"), (_one_line(finding.fix), "")]


def _folded_lines(folded: Sequence[Folded]) -> Iterator[Line]:
    for each in folded:
        yield [(f"{_MARGIN}  {_place(each.place)} {_one_line(each.message)} ({each.sqlstate})", "")]


def _places(finding: Finding) -> str:
    """Where a finding's repeats are, after a colon: lines of its own file, names of others where they are few."""
    path = finding.place.path
    here = list(dict.fromkeys(each.place.line for each in finding.repeats if each.place.path == path))
    parts = [f"line{'s' if len(here) > 1 else ''} {listing([str(line) for line in here])}"] if here else []
    elsewhere = [each.place for each in finding.repeats if each.place.path != path]
    files = {place.path for place in elsewhere}
    if 0 < len(elsewhere) <= 2:
        parts.append(listing([f"{printable(_seen_from(path, place))}:{place.line}" for place in elsewhere]))
    elif elsewhere and len(files) == 1:
        shown = listing([str(place.line) for place in elsewhere])
        parts.append(f"{printable(_seen_from(path, elsewhere[0]))}, lines {shown}")
    elif elsewhere and not here:
        return f" in {len(files)} other files"
    elif elsewhere:
        parts.append(f"{len(elsewhere)} in {len(files)} other files")
    return f": {'; '.join(parts)}"


def _seen_from(path: str, place: Place) -> str:
    return os.path.basename(place.path) if os.path.dirname(path) == os.path.dirname(place.path) else place.path


def _place(place: Place) -> str:
    return f"{printable(place.path)}:{place.line}:{place.column}"


def _one_line(text: str) -> str:
    return printable(text)


def plain(line: Line) -> str:
    """A line without styles."""
    return "".join(text for text, _ in line)
