"""Findings that carry splinter's name and key are those that splinter reports: objects.sql holds one of each kind.

expected.tsv was written by splinter (its state of 2026-04-27) on a Supabase database after these statements, with
`pgrst.db_schemas = 'public,graphql_public'`; what only a running database knows is left out.
"""

from __future__ import annotations

from pathlib import Path

from analyzer.findings.collect import report_on
from analyzer.rehearsal import Options, rehearse

FOLDER = Path(__file__).parent / "splinter"
NOT_MEANT = {
    # The column is called user_metadata; the token's user_metadata is not read.
    ("rls_references_user_metadata", "rls_references_user_metadata_public_notes_column_meta"),
}


def test_the_findings_are_those_of_splinter() -> None:
    options = Options(layout="files", baseline="supabase", rules=None)
    report = report_on(rehearse([FOLDER / "objects.sql"], options), options)
    assert [finding.message for finding in report.findings if finding.sqlstate] == []
    found = {(each.splinter.name, each.splinter.cache_key) for each in report.findings if each.splinter is not None}
    lines = (FOLDER / "expected.tsv").read_text(encoding="utf-8").splitlines()
    expected = {(name, key) for name, _, key in (line.partition("\t") for line in lines)}
    assert (found - expected, expected - found) == (set(), NOT_MEANT)
    assert len({name for name, _ in expected}) == 24
