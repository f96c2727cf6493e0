"""A finding as one short text, for formats that have no structure of their own."""

from __future__ import annotations

from analyzer.errors import counted
from analyzer.findings.finding import Finding
from analyzer.report.escape import printable


def headline(finding: Finding) -> str:
    """The server's message with its SQLSTATE, on one line."""
    code = f" ({finding.sqlstate})" if finding.sqlstate else ""
    return printable(finding.message) + code


def body(finding: Finding) -> str:
    """The headline and, line by line, all that a finding says besides."""
    lines = [headline(finding)]
    lines += [f"{label}: {text}" for label, text in (("DETAIL", finding.detail), ("HINT", finding.hint)) if text]
    if finding.after is not None:
        lines.append(f"It would fail next, {finding.after}.")
    lines += finding.notes
    for number, words in (
        (len(finding.repeats), "with the same cause"),
        (len(finding.hidden_repeats), "would fail next in the same way"),
        (len(finding.consequences), "only because of this one"),
    ):
        if number:
            lines.append(f"{counted(number, 'more statement')} {words}.")
    if finding.fix is not None:
        lines.append(f"Fix: {finding.fix}")
    return printable("\n".join(lines), keep="\n")
