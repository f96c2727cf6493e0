"""Statements that take away what is not intended, or what has to be made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.options import dollar_quote
from analyzer.deparse.target import object_target
from analyzer.diff.patch.create import names_of
from analyzer.diff.patch.guard import column_exists, exists, guarded, relation
from analyzer.diff.patch.operation import DATA, DROP, Operation
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.patch.terms import Terms

Live = tuple[str, int, int]
"""A live object, or a column of it: catalog, oid, attnum or 0."""

_KEYWORDS: Final = (
    "MATERIALIZED VIEW", "FOREIGN TABLE", "FOREIGN DATA WRAPPER", "EVENT TRIGGER", "ACCESS METHOD", "OPERATOR CLASS",
    "OPERATOR FAMILY", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY", "TEXT SEARCH PARSER",
    "TEXT SEARCH TEMPLATE", "AGGREGATE", "CAST", "COLLATION", "CONVERSION", "DOMAIN", "EXTENSION", "FUNCTION", "INDEX",
    "LANGUAGE", "OPERATOR", "POLICY", "PROCEDURE", "PUBLICATION", "ROLE", "RULE", "SCHEMA", "SEQUENCE", "SERVER",
    "STATISTICS", "SUBSCRIPTION", "TABLE", "TRANSFORM", "TRIGGER", "TYPE", "VIEW",
)
_LOSING: Final = frozenset({"pg_extension", "pg_authid", "pg_user_mapping", "pg_subscription"})
"""Kinds whose objects hold what no statement brings back: data of an extension, passwords, a replication slot."""


def removal(terms: Terms, address: ObjectAddress, title: str, *, rebuilt: bool = False) -> Operation:
    """Return the operation that drops a live object, or column; `rebuilt` says that it comes back."""
    catalog = terms.live
    gone = column_parts(catalog, address) if address.objsubid else parts(catalog, address)
    mappings = [
        ObjectAddress("pg_user_mapping", row.oid) for row in catalog.pg_user_mapping
        if address.classid == "pg_foreign_server" and row.umserver == address.objid
    ]
    losing = not rebuilt and any(holds_data(catalog, each) for each in (address, *mappings))
    operation = Operation(
        ("drop", address), DATA if losing else DROP, title,
        [drop_statement(catalog, each) for each in (*mappings, address)], removes=_removed(gone), leaves=set(),
        section="drop",
    )
    operation.removes = {(each[0], each[1]) for each in gone if not each[2]}
    operation.names = {name for each in gone if not each[2] for name in names_of(catalog, ObjectAddress(*each))}
    operation.leaves = references(catalog, gone)
    if losing:
        operation.destructive = not (terms.options.undoing or terms.options.allow_destructive)
        if terms.options.undoing and not terms.options.allow_destructive:
            operation.statements = [_only_while_empty(catalog, address)]
    return operation


def _removed(gone: set[Live]) -> set[tuple[str, int]]:
    return {(each[0], each[1]) for each in gone if not each[2]}


def holds_data(catalog: Catalog, address: ObjectAddress) -> bool:
    """Tell whether dropping an object loses what nothing brings back."""
    if address.classid in _LOSING:
        return True
    if address.classid != "pg_class":
        return False
    if address.objsubid:
        return not catalog.pg_attribute[address.objid, address.objsubid].attgenerated
    return catalog.pg_class[address.objid].relkind in "rpS"


def drop_statement(catalog: Catalog, address: ObjectAddress) -> str:
    """Return DROP ... IF EXISTS, or what comes to the same."""
    classid, oid, attnum = address
    if attnum:
        table = names.qualified_relation_name(catalog, oid)
        column = quote_identifier(catalog.pg_attribute[oid, attnum].attname)
        word = "FOREIGN TABLE" if catalog.pg_class[oid].relkind == "f" else "TABLE"
        return f"ALTER {word} {table} DROP COLUMN IF EXISTS {column}"
    match classid:
        case "pg_constraint":
            constraint = catalog.pg_constraint[oid]
            name = quote_identifier(constraint.conname)
            if not constraint.conrelid:
                domain = names.type_name(catalog, constraint.contypid)
                return f"ALTER DOMAIN {domain} DROP CONSTRAINT IF EXISTS {name}"
            table = names.qualified_relation_name(catalog, constraint.conrelid)
            word = "FOREIGN TABLE" if catalog.pg_class[constraint.conrelid].relkind == "f" else "TABLE"
            return f"ALTER {word} {table} DROP CONSTRAINT IF EXISTS {name}"
        case "pg_publication_rel":
            row = catalog.pg_publication_rel[oid]
            publication = quote_identifier(catalog.pg_publication[row.prpubid].pubname)
            table = names.qualified_relation_name(catalog, row.prrelid)
            return guarded(exists(catalog, address), [f"ALTER PUBLICATION {publication} DROP TABLE ONLY {table}"])
        case "pg_publication_namespace":
            member = catalog.pg_publication_namespace[oid]
            publication = quote_identifier(catalog.pg_publication[member.pnpubid].pubname)
            schema = quote_identifier(catalog.pg_namespace[member.pnnspid].nspname)
            text = f"ALTER PUBLICATION {publication} DROP TABLES IN SCHEMA {schema}"
            return guarded(exists(catalog, address), [text])
        case "pg_user_mapping":
            mapping = catalog.pg_user_mapping[oid]
            user = quote_identifier(acl.role_name(catalog, mapping.umuser)) if mapping.umuser else "PUBLIC"
            server = quote_identifier(catalog.pg_foreign_server[mapping.umserver].srvname)
            return f"DROP USER MAPPING IF EXISTS FOR {user} SERVER {server}"
    target = object_target(catalog, address)
    keyword = next(word for word in _KEYWORDS if target.startswith(f"{word} "))
    return f"DROP {keyword} IF EXISTS {target.removeprefix(f'{keyword} ')}"


def _only_while_empty(catalog: Catalog, address: ObjectAddress) -> str:
    """Return a block that drops a table or column while it holds nothing, and refuses where it does."""
    classid, oid, attnum = address
    if classid != "pg_class" or catalog.pg_class[oid].relkind == "S":
        return drop_statement(catalog, address)
    table = names.qualified_relation_name(catalog, oid)
    condition, rows = f"{relation(table)} IS NOT NULL", f"EXISTS (SELECT FROM {table})"
    what = table
    if attnum:
        column = catalog.pg_attribute[oid, attnum]
        if column.atthasdef or column.attidentity:
            # Every row has a value that nobody chose.
            return drop_statement(catalog, address)
        name = quote_identifier(column.attname)
        condition, rows = column_exists(table, column.attname), f"EXISTS (SELECT FROM {table} WHERE {name} IS NOT NULL)"
        what = f"{table}.{name}"
    message = quote_literal(f"{what} holds data: drop it by hand").replace("%", "%%")
    body = (
        f"\nBEGIN\n  IF {condition} THEN\n    IF {rows} THEN\n      RAISE EXCEPTION {message};\n    END IF;\n"
        f"    {drop_statement(catalog, address)};\n  END IF;\nEND\n"
    )
    return "DO " + dollar_quote(body, "patch")


# -- what goes with an object, and what it holds on to -----------------------------------------------------------------


def parts(catalog: Catalog, address: ObjectAddress) -> set[Live]:
    """Return an object and all that the server drops with it without being told."""
    found: set[Live] = set()
    todo: list[tuple[str, int]] = [(address.classid, address.objid)]
    while todo:
        item = todo.pop()
        if (*item, 0) in found:
            continue
        found.add((*item, 0))
        todo += [
            (row.classid, row.objid)
            for row in catalog.pg_depend.find("referenced", item)
            if row.deptype in (depend.INTERNAL, depend.AUTO, depend.PARTITION_PRI) and not row.objsubid
        ]
    return found


def column_parts(catalog: Catalog, address: ObjectAddress) -> set[Live]:
    """Return a column and what goes with it: its default, its own sequence, indexes and constraints over it."""
    found: set[Live] = {(address.classid, address.objid, address.objsubid)}
    for row in catalog.pg_depend.find("referenced", (address.classid, address.objid)):
        if row.refobjsubid == address.objsubid and row.deptype in (depend.INTERNAL, depend.AUTO) and not row.objsubid:
            found |= parts(catalog, ObjectAddress(row.classid, row.objid))
    return found


def references(catalog: Catalog, items: set[Live]) -> set[tuple[str, int]]:
    """Return what the objects need, themselves and what they are partitions' parts of left out."""
    own = {(each[0], each[1]) for each in items if not each[2]}
    found: set[tuple[str, int]] = set()
    for classid, oid, attnum in items:
        for row in catalog.pg_depend.find("object", (classid, oid)):
            if attnum in (0, row.objsubid) and row.deptype not in (depend.PARTITION_PRI, depend.PARTITION_SEC):
                found.add((row.refclassid, row.refobjid))
    return found - own
