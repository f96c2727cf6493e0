"""ALTER TABLE ... ALTER COLUMN, ADD COLUMN: one column's aspects, each in statements that may run twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.state.entry import Entry, Scope
from analyzer.deparse.state.sequences import identity_clause, identity_sequence
from analyzer.deparse.state.tables import column_definition, column_settings, not_null_constraint
from analyzer.diff.aspects.columns import COMPRESSION, SEQUENCE_COMMENT, SEQUENCE_PRIVILEGES, STORAGE
from analyzer.diff.patch.attributes import comment_of, identity_attributes, identity_change, labels_of
from analyzer.diff.patch.checks import no_rows, not_null_checks
from analyzer.diff.patch.guard import guarded, relation
from analyzer.diff.patch.options import changed_options, foreign_option_changes, options_differ
from analyzer.diff.patch.privileges import column_privileges
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

Write = Callable[["Terms", "Change", ObjectAddress, ObjectAddress], "list[str]"]


def head(terms: Terms, address: ObjectAddress, *, only: bool = False) -> str:
    """Return ``ALTER TABLE t`` for the table a column is of."""
    relation_record = terms.intended.pg_class[address.objid]
    word = {"f": "FOREIGN TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW"}.get(relation_record.relkind, "TABLE")
    table = names.qualified_relation_name(terms.intended, address.objid)
    return f"ALTER {word} {'ONLY ' if only and word != 'VIEW' else ''}{table}"


def _column(terms: Terms, address: ObjectAddress) -> PgAttribute:
    return terms.intended.pg_attribute[address.objid, address.objsubid]


def _alter(terms: Terms, address: ObjectAddress) -> str:
    return f"{head(terms, address)} ALTER COLUMN {quote_identifier(_column(terms, address).attname)}"


def add_column(terms: Terms, address: ObjectAddress) -> tuple[list[str], list[str], set[ObjectAddress]]:
    """Return the statements that add a column, the query for whether they pass, and what they make besides."""
    catalog, column = terms.intended, _column(terms, address)
    record = catalog.pg_class[address.objid]
    default = catalog.pg_attrdef.first("column", (address.objid, address.objsubid))
    entry = Entry(ObjectAddress("pg_class", address.objid), "table", ())
    # Whatever a default needs comes before the column, by the order of operations.
    scope = Scope(catalog, terms.user, frozenset())
    definition = column_definition(_NothingNew(scope), record, column, entry)
    table = names.qualified_relation_name(catalog, address.objid)
    if definition is None:
        return [], [], set()
    statements = [f"{head(terms, address)} ADD COLUMN IF NOT EXISTS {definition}"]
    name = quote_identifier(column.attname)
    statements += [s for s in column_settings(scope, record) if f" ALTER COLUMN {name} " in s]
    statements += column_privileges(terms, address, ()) + comment_of(catalog, address) + labels_of(catalog, address)
    checks = []
    if column.attnotnull and default is None and not column.attidentity:
        checks = no_rows(table)
    made = {address, *entry.covers}
    seqid = identity_sequence(catalog, address.objid, address.objsubid) if column.attidentity else None
    if seqid is not None:
        statements += identity_attributes(terms, address)
    return statements, checks, made


class _NothingNew(Scope):
    """A scope that lets every default be part of the column's definition."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope.catalog, scope.role, scope.members)

    def is_new(self, _classid: str, _oid: int) -> bool:
        """Tell that nothing has to wait."""
        return False


def _type(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    catalog, column = terms.intended, _column(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    shown = names.type_name(catalog, column.atttypid, column.atttypmod)
    text = f"{_alter(terms, address)} TYPE {shown}"
    own = column.attcollation if column.attcollation != catalog.pg_type[column.atttypid].typcollation else 0
    if own:
        text += f" COLLATE {names.collation_name(catalog, own)}"
    source = terms.pairing.ref("pg_type", old.atttypid)
    if not _assignable(terms, source, column.atttypid):
        through = "::text" if source < 0 or not _castable(terms, source, column.atttypid) else ""
        text += f" USING {quote_identifier(column.attname)}{through}::{shown}"
    statements = [text]
    default = terms.before.pg_attrdef.first("column", (live.objid, live.objsubid))
    if default is not None and not old.attgenerated:
        # A default need not have a cast that a column has.
        wanted = catalog.pg_attrdef.first("column", (address.objid, address.objsubid))
        statements = [f"{_alter(terms, address)} DROP DEFAULT", text]
        if wanted is not None and not column.attgenerated:
            statements.append(_set_default(terms, address))
    return [guarded(has_other_type(terms, address), statements)]


def has_other_type(terms: Terms, address: ObjectAddress) -> str:
    """Return a condition that is true while a column is there with another type or collation than it is to have."""
    column = _column(terms, address)
    shown = names.type_name(terms.intended, column.atttypid, column.atttypmod)
    own = terms.intended.pg_type[column.atttypid].typcollation
    collation = column.attcollation if column.attcollation != own else 0
    table = names.qualified_relation_name(terms.intended, address.objid)
    effective = collation or terms.intended.pg_type[column.atttypid].typcollation
    record = terms.intended.pg_collation.get(effective)
    same = ""
    if record is not None:
        schema = terms.intended.pg_namespace[record.collnamespace].nspname
        same = (
            " AND attcollation = (SELECT c.oid FROM pg_catalog.pg_collation c WHERE c.collname = "
            f"{quote_literal(record.collname)} AND c.collnamespace = "
            f"pg_catalog.to_regnamespace({quote_literal(quote_identifier(schema))}) "
            "AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding())))"
        )
    return (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} AND attname = "
        f"{quote_literal(column.attname)} AND NOT attisdropped AND "
        f"pg_catalog.format_type(atttypid, atttypmod) = {quote_literal(shown)}{same})"
    )


def _assignable(terms: Terms, source: int, target: int) -> bool:
    """Tell whether ALTER COLUMN ... TYPE finds a cast by itself."""
    if source < 0:
        return False
    if source == target:
        return True
    from analyzer.analyze.coercible import ASSIGNMENT, can_coerce_type

    return can_coerce_type(terms.intended, (source,), (target,), ASSIGNMENT)


def _castable(terms: Terms, source: int, target: int) -> bool:
    from analyzer.analyze.coercible import EXPLICIT, can_coerce_type

    return can_coerce_type(terms.intended, (source,), (target,), EXPLICIT)


def type_checks(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return the query for whether every value fits the type a column is to get, where one can be written."""
    catalog, column = terms.intended, _column(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    table = names.qualified_relation_name(catalog, address.objid)
    name = quote_identifier(column.attname)
    kind = catalog.pg_type[column.atttypid]
    if kind.typname in ("varchar", "bpchar"):
        # Blanks at the end are cut off without a word.
        limit = column.atttypmod - 4
        shorter = f"pg_catalog.length(pg_catalog.rtrim({name}::text, ' ')) > {limit}"
        return [f"SELECT * FROM {table} WHERE {shorter}"] if column.atttypmod > 4 else []
    source = terms.pairing.ref("pg_type", old.atttypid)
    if kind.typname == "text" or (source == column.atttypid and old.atttypmod == column.atttypmod):
        return []
    shown = names.type_name(catalog, column.atttypid, column.atttypmod)
    if kind.typname in _INTEGERS and old.atttypid in _NUMBERS:
        low, high = _INTEGERS[kind.typname]
        value = f"pg_catalog.round({name}::pg_catalog.numeric)"
        return [f"SELECT * FROM {table} WHERE {value} NOT BETWEEN {low} AND {high}"]
    if catalog.postgres >= 16 and (source == column.atttypid or _is_through_text(terms, source, column.atttypid)):
        valid = f"pg_catalog.pg_input_is_valid({name}::text, {quote_literal(shown)})"
        return [f"SELECT * FROM {table} WHERE NOT {valid}"]
    # Nothing asks beforehand whether a cast will fail: casting shows it, whole and without a lock that matters.
    return [f"SELECT * FROM {table} WHERE ({name}::{shown}) IS NULL AND {name} IS NOT NULL"]


_INTEGERS: Final = {"int2": (-(2**15), 2**15 - 1), "int4": (-(2**31), 2**31 - 1), "int8": (-(2**63), 2**63 - 1)}
_NUMBERS: Final = frozenset({20, 21, 23, 700, 701, 1700})


def _is_through_text(terms: Terms, source: int, target: int) -> bool:
    """Tell whether values are cast by way of how they are written: from strings, and where there is no cast."""
    if source < 0 or not _castable(terms, source, target):
        return True
    return terms.intended.pg_type[source].typcategory == "S"


def _not_null(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return not_null_statements(terms, address)


def not_null_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return what gives a column the NOT NULL that it is to have, or takes it away."""
    column = _column(terms, address)
    if not column.attnotnull:
        return [f"{_alter(terms, address)} DROP NOT NULL"]
    constraint = not_null_constraint(terms.intended, address.objid, address.objsubid)
    table = names.qualified_relation_name(terms.intended, address.objid)
    if constraint is not None:
        default = f"{terms.intended.pg_class[address.objid].relname}_{column.attname}_not_null"
        if constraint.conname != default or constraint.connoinherit or not constraint.convalidated:
            tail = (" NO INHERIT" if constraint.connoinherit else "") + (
                "" if constraint.convalidated else " NOT VALID"
            )
            name, shown = quote_identifier(constraint.conname), quote_identifier(column.attname)
            condition = f"NOT {_is_not_null(table, column.attname)}"
            return [guarded(condition, [f"{head(terms, address)} ADD CONSTRAINT {name} NOT NULL {shown}{tail}"])]
    return [f"{_alter(terms, address)} SET NOT NULL"]


def _is_not_null(table: str, column: str) -> str:
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} "
        f"AND attname = {quote_literal(column)} AND NOT attisdropped AND attnotnull)"
    )


def non_blocking_not_null(terms: Terms, address: ObjectAddress) -> tuple[list[str], list[str]]:
    """Return SET NOT NULL in two steps, validated without locking out writers: now, and later.

    Since 18 a not-null constraint may itself be NOT VALID; before, a check stands in for it.
    """
    column = _column(terms, address)
    name = quote_identifier(column.attname)
    table = names.qualified_relation_name(terms.intended, address.objid)
    constraint = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if constraint is not None:
        shown = quote_identifier(constraint.conname)
        tail = " NO INHERIT" if constraint.connoinherit else ""
        add = f"{head(terms, address)} ADD CONSTRAINT {shown} NOT NULL {name}{tail} NOT VALID"
        validate = f"{head(terms, address)} VALIDATE CONSTRAINT {shown}"
        first = guarded(f"NOT {_is_not_null(table, column.attname)}", [add])
        return [first], [validate] if constraint.convalidated else []
    check = quote_identifier(f"{column.attname[:40]}_is_not_null_for_now")
    condition = f"NOT {_is_not_null(table, column.attname)}"
    add = f"{head(terms, address)} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID"
    now = [f"{head(terms, address)} DROP CONSTRAINT IF EXISTS {check}", guarded(condition, [add])]
    later = [
        guarded(condition, [f"{head(terms, address)} VALIDATE CONSTRAINT {check}"]),
        f"{_alter(terms, address)} SET NOT NULL",
        f"{head(terms, address)} DROP CONSTRAINT IF EXISTS {check}",
    ]
    return now, later


def not_null_query(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return the query for whether a column holds no NULL."""
    column = _column(terms, address)
    if not column.attnotnull:
        return []
    table = names.qualified_relation_name(terms.intended, address.objid)
    return not_null_checks(table, quote_identifier(column.attname))


def _not_null_name(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    theirs = not_null_constraint(terms.before, live.objid, live.objsubid)
    if mine is None or theirs is None:
        return []
    old = quote_identifier(theirs.conname)
    text = f"{head(terms, address)} RENAME CONSTRAINT {old} TO {quote_identifier(mine.conname)}"
    return [guarded(_constraint_exists(terms, address, theirs.conname), [text])]


def _constraint_exists(terms: Terms, address: ObjectAddress, name: str) -> str:
    table = relation(names.qualified_relation_name(terms.intended, address.objid))
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {table} AND conname = {quote_literal(name)})"
    )


def _not_null_validity(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if mine is None or not mine.convalidated:
        return []
    return [f"{head(terms, address)} VALIDATE CONSTRAINT {quote_identifier(mine.conname)}"]


def _not_null_inheritance(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    mine = not_null_constraint(terms.intended, address.objid, address.objsubid)
    if mine is None:
        return []
    word = "NO INHERIT" if mine.connoinherit else "INHERIT"
    return [f"{head(terms, address)} ALTER CONSTRAINT {quote_identifier(mine.conname)} {word}"]


def _set_default(terms: Terms, address: ObjectAddress) -> str:
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    assert default is not None
    text = expression(terms.intended, default.adbin, address.objid)
    name = quote_identifier(_column(terms, address).attname)
    return f"{head(terms, address, only=True)} ALTER COLUMN {name} SET DEFAULT {text}"


def default_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return SET DEFAULT or DROP DEFAULT for what a column is to have."""
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    if default is None or _column(terms, address).attgenerated:
        only = head(terms, address, only=True)
        return [f"{only} ALTER COLUMN {quote_identifier(_column(terms, address).attname)} DROP DEFAULT"]
    return [_set_default(terms, address)]


def _default(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return default_statements(terms, address)


def _identity(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    column = _column(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attidentity:
        return [f"{_alter(terms, address)} DROP IDENTITY IF EXISTS"]
    if old.attidentity:
        word = "ALWAYS" if column.attidentity == "a" else "BY DEFAULT"
        return [f"{_alter(terms, address)} SET GENERATED {word}"]
    return identity_statements(terms, address)


def identity_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return what makes a column an identity column, which it may only be once it is NOT NULL."""
    column = _column(terms, address)
    entry = Entry(ObjectAddress("pg_class", address.objid), "table", ())
    clause = identity_clause(terms.intended, address.objid, column, entry)
    table = names.qualified_relation_name(terms.intended, address.objid)
    condition = (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} "
        f"AND attname = {quote_literal(column.attname)} AND attidentity <> '')"
    )
    return [guarded(condition, [f"{_alter(terms, address)} ADD {clause}"]), *identity_attributes(terms, address)]


def _identity_privileges(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    return identity_change(terms, address, live, comment=False)


def _identity_comment(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    return identity_change(terms, address, live, comment=True)


def _identity_parameters(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    seqid = identity_sequence(terms.intended, address.objid, address.objsubid)
    if seqid is None:
        return []
    return [f"ALTER SEQUENCE {names.qualified_relation_name(terms.intended, seqid)}{all_parameters(terms, seqid)}"]


def all_parameters(terms: Terms, seqid: int) -> str:
    """Return every parameter of a sequence as ALTER SEQUENCE takes it, those that are the default too."""
    sequence = terms.intended.pg_sequence[seqid]
    cycle = "CYCLE" if sequence.seqcycle else "NO CYCLE"
    return (
        f" INCREMENT BY {sequence.seqincrement} MINVALUE {sequence.seqmin} MAXVALUE {sequence.seqmax} "
        f"START WITH {sequence.seqstart} CACHE {sequence.seqcache} {cycle}"
    )


def _identity_name(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    seqid = identity_sequence(terms.intended, address.objid, address.objsubid)
    old = identity_sequence(terms.before, live.objid, live.objsubid)
    if seqid is None or old is None:
        return []
    before, wanted = terms.live.pg_class[old], terms.intended.pg_class[seqid]
    schema = terms.live.pg_namespace[before.relnamespace].nspname
    new_schema = terms.intended.pg_namespace[wanted.relnamespace].nspname
    name = f"{quote_identifier(schema)}.{quote_identifier(before.relname)}"
    statements = []
    if before.relname != wanted.relname:
        statements.append(f"ALTER SEQUENCE {name} RENAME TO {quote_identifier(wanted.relname)}")
        name = f"{quote_identifier(schema)}.{quote_identifier(wanted.relname)}"
    if schema != new_schema:
        statements.append(f"ALTER SEQUENCE {name} SET SCHEMA {quote_identifier(new_schema)}")
    first = f"{quote_identifier(schema)}.{quote_identifier(before.relname)}"
    return [guarded(f"{relation(first)} IS NOT NULL", statements)]


def _generated(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    column = _column(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attgenerated:
        return [f"{_alter(terms, address)} DROP EXPRESSION IF EXISTS"]
    default = terms.intended.pg_attrdef.first("column", (address.objid, address.objsubid))
    assert default is not None
    if old.attgenerated == column.attgenerated and terms.intended.postgres >= 17:
        text = expression(terms.intended, default.adbin, address.objid)
        return [f"{_alter(terms, address)} SET EXPRESSION AS ({text})"]
    return []


def is_remade(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> bool:
    """Tell whether a column can get its generation expression only by being dropped and added again."""
    column = _column(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attgenerated:
        return old.attgenerated == "v"
    return old.attgenerated != column.attgenerated or terms.intended.postgres < 17


def _storage(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_alter(terms, address)} SET STORAGE {STORAGE[_column(terms, address).attstorage]}"]


def _compression(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    method = COMPRESSION.get(_column(terms, address).attcompression, "default")
    return [f"{_alter(terms, address)} SET COMPRESSION {method}"]


def _statistics(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    target = _column(terms, address).attstattarget
    return [f"{_alter(terms, address)} SET STATISTICS {-1 if target is None else target}"]


def _option(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    name = change.aspect.partition(" ")[2]
    return changed_options(_alter(terms, address), _column(terms, address).attoptions, name)


def _foreign_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    old = terms.before.pg_attribute[live.objid, live.objsubid].attfdwoptions
    wanted = _column(terms, address).attfdwoptions
    text = f"{_alter(terms, address)} {foreign_option_changes(old, wanted)}"
    table = names.qualified_relation_name(terms.intended, address.objid)
    where = f"attrelid = {relation(table)} AND attname = {quote_literal(_column(terms, address).attname)}"
    return [guarded(options_differ("pg_attribute", "attfdwoptions", where, wanted), [text])]


def _comment(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return comment_of(terms.intended, address, always=True)


COLUMN_ASPECTS: Final[dict[str, Write]] = {
    "type": _type,
    "collation": _type,
    "not null": _not_null,
    "not-null constraint's name": _not_null_name,
    "not-null constraint's validity": _not_null_validity,
    "not-null constraint's inheritance": _not_null_inheritance,
    "default": _default,
    "identity": _identity,
    "identity sequence's name": _identity_name,
    SEQUENCE_PRIVILEGES: _identity_privileges,
    SEQUENCE_COMMENT: _identity_comment,
    "generation expression": _generated,
    "storage": _storage,
    "compression": _compression,
    "statistics target": _statistics,
    "foreign options": _foreign_options,
    "comment": _comment,
}


def column_writer(aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a column; None if nothing can be done about it."""
    found = COLUMN_ASPECTS.get(aspect)
    if found is not None:
        return found
    if aspect.startswith("identity "):
        return _identity_parameters
    if aspect.startswith("option "):
        return _option
    return None
