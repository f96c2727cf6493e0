"""The names of rules: one for each kind of error, read after "allow"; from the SQLSTATE and what is missing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.rules.judge.discover import rule_names

if TYPE_CHECKING:
    from analyzer.errors import PgError

UNUSED_SUPPRESSION: Final = "unused-suppression"
INTERNAL_ERROR: Final = "internal-error"
NOT_IDEMPOTENT: Final = "not-idempotent"
CHANGES_AGAIN: Final = "changes-again"

BODY_PREFIX: Final = "body-"
"""What the rules about bodies of functions begin with; the rest is the rule that the error would fall under, or one of
these.
"""
BODY_RULES: Final = frozenset(
    {
        "missing-return", "not-volatile", "undefined-schema", "unreachable-code", "unset-output", "unused-parameter",
        "unused-using", "unused-variable", "wrong-target-count",
    }
)  # fmt: skip

TWICE_RULES: Final = frozenset({NOT_IDEMPOTENT, CHANGES_AGAIN})
"""The rules of `check --twice`."""

FILE_RULES: Final = (
    "byte-order-mark", "copy-data", "duplicate-version", "empty-file", "missing-migration-file", "missing-up-section",
    "mixed-version-length", "not-utf8", "out-of-order-version", "placeholder", "psql-command", "skipped-file",
    "skipped-folder", "statement-cut", "text-before-up-section", "unreadable-file", "unreadable-metadata",
)  # fmt: skip
"""The rules about files and versions (analyzer/source/)."""

# Where PostgreSQL's own name for the condition is not what its users would say.
_NAMES: Final = {
    sqlstate.UNDEFINED_TABLE: "undefined-relation",
    sqlstate.DUPLICATE_TABLE: "duplicate-relation",
    sqlstate.DEPENDENT_OBJECTS_STILL_EXIST: "dependent-objects",
    sqlstate.DATATYPE_MISMATCH: "type-mismatch",
    sqlstate.CANNOT_COERCE: "type-mismatch",
    sqlstate.ACTIVE_SQL_TRANSACTION: "inside-transaction",
    sqlstate.NO_ACTIVE_SQL_TRANSACTION: "outside-transaction",
    sqlstate.UNSAFE_NEW_ENUM_VALUE_USAGE: "unsafe-new-enum-value",
    sqlstate.CHARACTER_NOT_IN_REPERTOIRE: "not-utf8",
    sqlstate.UNDEFINED_SCHEMA: "undefined-schema",
}  # fmt: skip

# 42704 and 42883 say of many kinds of objects that there is none.
_UNDEFINED: Final = frozenset(
    {
        "type", "role", "extension", "publication", "schema", "language", "collation", "policy", "trigger", "rule",
        "constraint", "operator", "server", "foreign-data wrapper", "access method", "operator class", "statistics",
        "event trigger", "tablespace",
    }
)  # fmt: skip
_BY_MISSING_KIND: Final = (sqlstate.UNDEFINED_OBJECT, sqlstate.UNDEFINED_FUNCTION, sqlstate.FEATURE_NOT_SUPPORTED)

DUPLICATES: Final = frozenset(
    {
        sqlstate.DUPLICATE_TABLE, sqlstate.DUPLICATE_OBJECT, sqlstate.DUPLICATE_COLUMN, sqlstate.DUPLICATE_FUNCTION,
        sqlstate.DUPLICATE_SCHEMA, sqlstate.DUPLICATE_DATABASE,
    }
)  # fmt: skip
"""The SQLSTATEs of "already exists"."""


def rule_of(error: PgError) -> str:
    """The rule that an error of the server falls under."""
    if error.missing is not None and error.sqlstate in _BY_MISSING_KIND:
        kind = error.missing[0].replace("_", " ")
        if kind in _UNDEFINED:
            return f"undefined-{kind.replace(' ', '-')}"
    return rule_of_code(error.sqlstate)


def rule_of_code(code: str) -> str:
    """The rule that an SQLSTATE falls under, where nothing more is known."""
    return _NAMES.get(code) or _conditions().get(code, f"sqlstate-{code.lower()}")


@cache
def _conditions() -> dict[str, str]:
    """PostgreSQL's names of conditions (errcodes.txt) by SQLSTATE, with hyphens."""
    found: dict[str, str] = {}
    for name, code in vars(sqlstate).items():
        if name.isupper() and isinstance(code, str):
            found.setdefault(code, name.removeprefix("WARNING_").lower().replace("_", "-"))
    return found


def condition_name(code: str) -> str:
    """PostgreSQL's name of a condition, as PL/pgSQL's EXCEPTION WHEN takes it."""
    return _conditions().get(code, f"SQLSTATE '{code}'").replace("-", "_")


@cache
def known_rules() -> frozenset[str]:
    """Every name that a finding's rule can have."""
    undefined = {f"undefined-{kind.replace(' ', '-')}" for kind in _UNDEFINED}
    own = {UNUSED_SUPPRESSION, INTERNAL_ERROR, *TWICE_RULES, *FILE_RULES}
    errors = {*_NAMES.values(), *_conditions().values(), *undefined}
    return frozenset({*errors, *own, *rule_names(), *(f"{BODY_PREFIX}{name}" for name in (*errors, *BODY_RULES))})


