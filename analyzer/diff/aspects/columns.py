"""Facts of columns (pg_attribute, pg_attrdef, identity sequences)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.type_oids import INT8
from analyzer.deparse import names
from analyzer.deparse.options import foreign_options
from analyzer.deparse.state.sequences import identity_sequence
from analyzer.deparse.state.tables import not_null_constraint
from analyzer.diff.aspects.relations import option_facts, sequence_parameters
from analyzer.diff.general import privilege_facts
from analyzer.diff.side import Fact, Facts, Side, said, tree_text
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_class import PgClass

STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}
COMPRESSION = {"p": "pglz", "l": "lz4"}
SEQUENCE_PRIVILEGES: Final = "identity sequence's privileges"
SEQUENCE_COMMENT: Final = "identity sequence's comment"


def is_alike(left: Side, right: Side, column: PgAttribute, other: PgAttribute) -> bool:
    """Tell of most columns that nothing differs, without the facts; what this denies may still be the same."""
    if column.attacl or other.attacl or _of_itself(column) != _of_itself(other):
        return False
    for side, each in ((left, column), (right, other)):
        described = side.catalog.pg_description.get(("pg_class", each.attrelid, each.attnum)) is not None
        if described or side.catalog.pg_seclabel.has("object", ("pg_class", each.attrelid)):
            return False
    return _with_others(left, column) == _with_others(right, other)


def _of_itself(column: PgAttribute) -> tuple[object, ...]:
    """What a column has without other objects."""
    return (
        column.atttypmod, column.attnotnull, column.attgenerated, column.attidentity, column.attstorage,
        column.attcompression, column.attstattarget, column.attoptions, column.attfdwoptions,
    )


def _with_others(side: Side, column: PgAttribute) -> tuple[object, ...]:
    """What a column has of its type, its collation, its default, its constraint and its sequence."""
    catalog = side.catalog
    kind = catalog.pg_type[column.atttypid]
    default = catalog.pg_attrdef.first("column", (column.attrelid, column.attnum)) if column.atthasdef else None
    further = [*_not_null(side, column), *_identity(side, column)] if column.attnotnull else ()
    return (
        side.ref("pg_type", column.atttypid), side.ref("pg_collation", column.attcollation),
        column.attcollation == kind.typcollation, column.attstorage == kind.typstorage,
        side.tree(default.adbin, column.attrelid) if default is not None else None,
        *((fact.aspect, fact.value) for fact in further),
    )  # fmt: skip


def column_facts(side: Side, column: PgAttribute) -> Facts:
    """Yield what is said of a table's column, or of what a view's column has of its own."""
    catalog = side.catalog
    relation = catalog.pg_class[column.attrelid]
    default = catalog.pg_attrdef.first("column", (column.attrelid, column.attnum))
    adbin = default.adbin if default is not None else None
    if relation.relkind in "vm":
        if relation.relkind == "v":
            yield Fact("default", side.tree(adbin, column.attrelid), tree_text(catalog, adbin, column.attrelid))
        yield _statistics(column)
        return
    type_value = (side.ref("pg_type", column.atttypid), column.atttypmod)
    yield Fact("type", type_value, lambda: names.type_name(catalog, column.atttypid, column.atttypmod))
    own = column.attcollation if column.attcollation != catalog.pg_type[column.atttypid].typcollation else 0
    yield Fact(
        "collation", side.ref("pg_collation", own),
        lambda: names.collation_name(catalog, own) if own else "default",
    )
    yield from _not_null(side, column)
    generated = side.tree(adbin, column.attrelid) if column.attgenerated else None
    yield Fact(
        "generation expression", (column.attgenerated, generated),
        lambda: _generated(catalog, column, adbin),
    )
    plain = adbin if not column.attgenerated else None
    yield Fact("default", side.tree(plain, column.attrelid), tree_text(catalog, plain, column.attrelid))
    yield from _identity(side, column)
    # A storage that is the type's own follows the type.
    storage = "" if column.attstorage == catalog.pg_type[column.atttypid].typstorage else column.attstorage
    yield Fact("storage", storage, said(STORAGE.get(column.attstorage, column.attstorage)))
    compression = COMPRESSION.get(column.attcompression, "default")
    yield Fact("compression", compression, said(compression))
    yield _statistics(column)
    yield from option_facts(column.attoptions, "option")
    options = column.attfdwoptions or ()
    if relation.relkind == "f":
        yield Fact("foreign options", frozenset(options), said(foreign_options(options) if options else ""))


def _statistics(column: PgAttribute) -> Fact:
    target = column.attstattarget if column.attstattarget is not None and column.attstattarget >= 0 else None
    return Fact("statistics target", target, said("default" if target is None else str(target)))


def _generated(catalog: Catalog, column: PgAttribute, adbin: object) -> str:
    if not column.attgenerated:
        return ""
    kind = "STORED" if column.attgenerated == "s" else "VIRTUAL"
    return f"GENERATED ALWAYS AS ({tree_text(catalog, adbin, column.attrelid)()}) {kind}"


def _not_null(side: Side, column: PgAttribute) -> Facts:
    yield Fact("not null", column.attnotnull, said("NOT NULL" if column.attnotnull else "NULL"))
    constraint = not_null_constraint(side.catalog, column.attrelid, column.attnum)
    if constraint is None or not constraint.conislocal:
        return
    name = quote_identifier(constraint.conname)
    yield Fact("not-null constraint's name", constraint.conname, said(name))
    valid, inherits = constraint.convalidated, not constraint.connoinherit
    yield Fact("not-null constraint's validity", valid, said("VALID" if valid else "NOT VALID"))
    yield Fact("not-null constraint's inheritance", inherits, said("INHERIT" if inherits else "NO INHERIT"))


def _identity(side: Side, column: PgAttribute) -> Facts:
    word = {"a": "GENERATED ALWAYS AS IDENTITY", "d": "GENERATED BY DEFAULT AS IDENTITY"}.get(column.attidentity, "")
    yield Fact("identity", column.attidentity, said(word))
    if not column.attidentity or side.catalog.pg_class[column.attrelid].relispartition:
        return
    seqid = identity_sequence(side.catalog, column.attrelid, column.attnum)
    if seqid is None:
        return
    sequence = side.catalog.pg_class[seqid]
    schema = side.ref("pg_namespace", sequence.relnamespace)
    yield Fact(
        "identity sequence's name", (schema, sequence.relname),
        lambda: names.qualified_relation_name(side.catalog, seqid),
    )
    held = side.privileges(sequence.relacl, sequence.relowner, "S")
    yield Fact(SEQUENCE_PRIVILEGES, frozenset(held.items()), lambda: _privileges(side, sequence))
    comment = side.catalog.pg_description.get(("pg_class", seqid, 0))
    text = comment.description if comment is not None else None
    yield Fact(SEQUENCE_COMMENT, text, said(quote_literal(text) if text is not None else ""))
    facts = sequence_parameters(side, seqid, "identity ")
    # Its type follows the column's.
    yield from (fact for fact in facts if fact.aspect != "identity type" or column.atttypid == INT8)


def _privileges(side: Side, sequence: PgClass) -> str:
    facts = privilege_facts(side, sequence.relacl, sequence.relowner, "S")
    return "; ".join(f"{fact.aspect.removeprefix('privileges of ')}: {fact.text()}" for fact in facts)
