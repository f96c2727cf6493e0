"""What is wrong with a history's versions: duplicates, lengths that differ, an order that is not the numbers'."""

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
    # Where lengths lead to another order, that is the thing to say.
    return findings + (disorder or _lengths(digits, layout))


def _duplicates(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    first: dict[str | None, MigrationFile] = {}
    findings = []
    for file in files:
        other = first.setdefault(file.version, file)
        if other is file:
            continue
        if not layout.unique_versions:
            message = f"version {file.version} is also that of {other.name}"
            findings.append(_finding(file, "duplicate-version", "info", message))
        elif layout.name == "supabase":
            message = (
                f"version {file.version} is also that of {other.name}: the Supabase CLI cannot record it "
                '(duplicate key value violates unique constraint "schema_migrations_pkey", 23505), '
                "undoes this file and stops"
            )
            findings.append(_finding(file, "duplicate-version", "error", message))
        else:
            message = (
                f"version {file.version} is also that of {other.name}: "
                f"{layout.tool} needs every version to be different"
            )
            findings.append(_finding(file, "duplicate-version", "error", message))
    return findings


def _disorder(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    """Files that run after one which, read as a number or as a time, comes later."""
    findings = []
    highest: dict[bool, MigrationFile] = {}
    for file in files:
        intended = _intended(file)
        if intended is None:
            continue
        is_time, _ = intended
        before = highest.get(is_time)
        if before is not None and intended < (_intended(before) or intended):
            kind = "times" if is_time else "numbers"
            message = f"{layout.tool} applies this file after {before.name}: it compares names as text, not as {kind}"
            findings.append(_finding(file, "out-of-order-version", "warning", message))
        else:
            highest[is_time] = file
    return findings


def _intended(file: MigrationFile) -> tuple[bool, int] | None:
    """What a version's author meant: a running number, or a time to the day or finer (then as 20 digits)."""
    version = file.version or ""
    if len(version) < 8:
        return False, int(version)
    if len(version) in (8, 10, 12) or 14 <= len(version) <= 20:
        return True, int(version.ljust(20, "0"))
    return None


def _lengths(files: Sequence[MigrationFile], layout: Layout) -> list[HistoryFinding]:
    # Where numbers compare as numbers, 9 and 10 are no mixture; 3 and 20240101000000 are.
    gap = 0 if layout.order == "text" else 4
    lengths: dict[int, MigrationFile] = {}
    # A version of zeros alone, as a baseline often has, comes first whichever way versions are compared.
    files = [file for file in files if (file.version or "").strip("0")]
    for file in files:
        lengths.setdefault(len(file.version or ""), file)
    if not lengths or max(lengths) - min(lengths) <= gap:
        return []
    usual = max(lengths, key=lambda length: sum(len(file.version or "") == length for file in files))
    odd = [file for file in files if len(file.version or "") != usual]
    how = "as text" if layout.order == "text" else "as numbers"
    here = len(odd[0].version or "")
    message = f"versions differ in length (here {here} digits, mostly {usual}), and {layout.tool} compares them {how}"
    return [_finding(odd[0], "mixed-version-length", "info", message)]


def _finding(file: MigrationFile, code: str, severity: str, message: str) -> HistoryFinding:
    return HistoryFinding(file.path, 1, code, severity, message)  # type: ignore[arg-type]
