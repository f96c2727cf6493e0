"""One column of the intended side in the words of a patch: how statements about it begin, and its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.diff.patch.terms import Terms

def head(terms: Terms, address: ObjectAddress, *, only: bool = False) -> str:
    """Return ``ALTER TABLE t`` for the table a column is of."""
    relation_record = terms.intended.pg_class[address.objid]
    word = {"f": "FOREIGN TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW"}.get(relation_record.relkind, "TABLE")
    table = names.qualified_relation_name(terms.intended, address.objid)
    return f"ALTER {word} {'ONLY ' if only and word != 'VIEW' else ''}{table}"


def column_of(terms: Terms, address: ObjectAddress) -> PgAttribute:
    """Return the intended row of a column."""
    return terms.intended.pg_attribute[address.objid, address.objsubid]


def alter(terms: Terms, address: ObjectAddress) -> str:
    """Return ``ALTER TABLE t ALTER COLUMN c``."""
    return f"{head(terms, address)} ALTER COLUMN {quote_identifier(column_of(terms, address).attname)}"


def set_default(terms: Terms, address: ObjectAddress) -> str:
    """Return ALTER COLUMN ... SET DEFAULT for a column that is to have one."""
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    assert default is not None
    text = expression(terms.intended, default.adbin, address.objid)
    name = quote_identifier(column_of(terms, address).attname)
    return f"{head(terms, address, only=True)} ALTER COLUMN {name} SET DEFAULT {text}"


def default_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return SET DEFAULT or DROP DEFAULT for what a column is to have."""
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    if default is None or column_of(terms, address).attgenerated:
        only = head(terms, address, only=True)
        return [f"{only} ALTER COLUMN {quote_identifier(column_of(terms, address).attname)} DROP DEFAULT"]
    return [set_default(terms, address)]
