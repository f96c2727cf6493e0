"""What exists before the first migration: a fresh database of PostgreSQL 15 to 18, or a fresh Supabase project."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from analyzer.baseline.load import DATA, BaseRows, read_rows
from analyzer.baseline.majors import PLATFORM_MAJOR, fit_to_major
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog

BaselineName = Literal["postgres", "supabase"]
DefaultPrivileges = Literal["legacy", "strict"]

MAJORS = (15, 16, 17, 18)

SUPABASE_FIRST_OID = 20_000
"""Above every oid of the platform's objects."""


class Baseline(msgspec.Struct, frozen=True):
    """A catalog as a fresh database has it, and how a migration's session begins there.

    `settings` are the role's and the database's own, as ALTER ROLE ... SET left them; others are the server's defaults.
    """

    name: BaselineName
    postgres: int
    catalog: Catalog
    session_user: str
    database: str
    settings: dict[str, str]


def load(
    baseline: BaselineName = "postgres", postgres: int = 17, default_privileges: DefaultPrivileges = "legacy"
) -> Baseline:
    """Return a fresh database; no file is read before a catalog is touched.

    `default_privileges` is for `supabase`: `legacy` is what projects got until 2026-05-30, `strict` what new ones get.
    """
    if postgres not in MAJORS:
        raise ValueError(f"no baseline for PostgreSQL {postgres}")
    folders: tuple[Path, ...] = (DATA / f"postgres{postgres}",)
    if baseline == "supabase":
        folders += (DATA / "supabase",)
        if default_privileges == "strict":
            folders += (DATA / "supabase_strict",)

    fit = None
    if baseline == "supabase" and postgres != PLATFORM_MAJOR:
        fit = partial(fit_to_major, major=postgres)

    def base(catalog_name: str, record_type: type[Any], key: tuple[str, ...]) -> BaseRows:
        return read_rows(folders, catalog_name, record_type, key, fit)

    if baseline == "supabase":
        catalog = Catalog(postgres, base, SUPABASE_FIRST_OID)
        settings = {"search_path": '"$user", public, extensions'}
        return Baseline(baseline, postgres, catalog, "postgres", "postgres", settings)
    return Baseline(baseline, postgres, Catalog(postgres, base, FIRST_NORMAL_OID), "postgres", "postgres", {})
