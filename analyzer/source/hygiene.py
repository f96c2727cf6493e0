"""What is wrong with a history's versions: duplicates, lengths that differ, an order that is not that of the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.source.file import MigrationFile
from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Layout


def check_versions(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    """Findings about the versions of files in the order they apply."""
    numbered = [file for file in files if file.version is not None]
    findings = _duplicates(numbered, layout)
    if layout.order == "given":
        return findings
    digits = [file for file in numbered if file.version is not None and file.version.isdecimal()]
    disorder = _disorder(digits, layout) if layout.order == "text" else []
    return findings + disorder + _lengths(digits, layout)


def _duplicates(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    first: dict[str | None, MigrationFile] = {}
    findings = []
    for file in files:
        other = first.setdefault(file.version, file)
        if other is file:
            continue
        if not layout.unique_versions:
            findings.append(_finding(file, "duplicate-version", "info", f"version {file.version} is also that of {other.name}"))
        elif layout.name == "supabase":
            message = (
                f"version {file.version} is also that of {other.name}: the Supabase CLI cannot record it "
                '(duplicate key value violates unique constraint "schema_migrations_pkey", 23505), undoes this file and stops'
            )
            findings.append(_finding(file, "duplicate-version", "error", message))
        else:
            message = f"version {file.version} is also that of {other.name}: {layout.tool} needs every version to be different"
            findings.append(_finding(file, "duplicate-version", "error", message))
    return findings


def _disorder(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    findings = []
    highest: MigrationFile | None = None
    for file in files:
        if highest is not None and int(file.version or 0) < int(highest.version or 0):
            message = (
                f"{layout.tool} applies this file after {highest.name}, whose number is greater: names compare as text, "
                "not as numbers"
            )
            findings.append(_finding(file, "out-of-order-version", "warning", message))
        else:
            highest = file
    return findings


def _lengths(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    # Where numbers compare as numbers, 9 and 10 are no mixture; 3 and 20240101000000 are.
    gap = 0 if layout.order == "text" else 4
    lengths: dict[int, MigrationFile] = {}
    for file in files:
        lengths.setdefault(len(file.version or ""), file)
    if not lengths or max(lengths) - min(lengths) <= gap:
        return []
    usual = max(lengths, key=lambda length: sum(len(file.version or "") == length for file in files))
    odd = [file for file in files if len(file.version or "") != usual]
    how = "as text" if layout.order == "text" else "as numbers"
    message = (
        f"versions have different lengths (here {len(odd[0].version or '')} digits, mostly {usual}), and {layout.tool} compares them {how}"
    )
    return [_finding(odd[0], "mixed-version-length", "info", message)]


def _finding(file: MigrationFile, code: str, severity: str, message: str) -> HistoryFinding:
    return HistoryFinding(file.path, 1, code, severity, message)  # type: ignore[arg-type]
