"""Index and constraint definitions as SQL (ruleutils.c pg_get_indexdef, pg_get_constraintdef)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import exprs
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.options import storage_parameters
from analyzer.deparse.types import expr_collation, expr_type
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.exprs import Expr
    from analyzer.catalog.namespace import Namespace
    from analyzer.catalog.pg_am import PgOpclass
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.catalog.pg_index import PgIndex

_DESC, _NULLS_FIRST = 1, 2

_ACTIONS: Final[dict[str, str]] = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def index_definition(catalog: Catalog, oid: int, ns: Namespace | None = None, *, parts: bool = False) -> str:
    """Return the CREATE INDEX statement of an index, without a semicolon (pg_get_indexdef).

    With `parts` a partitioned table's is made on its partitions too.
    """
    index, relation = catalog.pg_index[oid], catalog.pg_class[oid]
    unique = "UNIQUE " if index.indisunique else ""
    only = "ONLY " if relation.relkind == "I" and not parts else ""
    table = names.qualified_relation_name(catalog, index.indrelid, ns)
    text = f"CREATE {unique}INDEX {quote_identifier(relation.relname)} ON {only}{table}"
    return text + _index_body(catalog, index, ns, operators=None)


def index_body(catalog: Catalog, oid: int) -> str:
    """Return what an index's definition says from USING on: what it says on every partition, too."""
    return _index_body(catalog, catalog.pg_index[oid], None, operators=None)


def _index_body(catalog: Catalog, index: PgIndex, ns: Namespace | None, operators: tuple[int, ...] | None) -> str:
    """Write everything from USING on; `operators` are an exclusion constraint's."""
    relation = catalog.pg_class[index.indexrelid]
    method = catalog.pg_am[relation.relam].amname
    keys = index_columns(catalog, index, ns, operators)
    text = f" USING {quote_identifier(method)} ({', '.join(keys)})"
    included = index.indkey[index.indnkeyatts :]
    if included:
        columns = (quote_identifier(names.column_name(catalog, index.indrelid, attnum)) for attnum in included)
        text += f" INCLUDE ({', '.join(columns)})"
    if index.indnullsnotdistinct:
        text += " NULLS NOT DISTINCT"
    if relation.reloptions:
        text += f" WITH ({storage_parameters(relation.reloptions)})"
    if relation.reltablespace and operators is None:
        text += f" TABLESPACE {quote_identifier(catalog.pg_tablespace[relation.reltablespace].spcname)}"
    if index.indpred is not None:
        predicate = expression(catalog, index.indpred, index.indrelid, ns)
        text += f" WHERE ({predicate})" if operators is not None else f" WHERE {predicate}"
    return text


def is_on_every_partition(catalog: Catalog, record: PgIndex) -> bool:
    """Tell whether every partition has its part of a partitioned index: only then the server takes it for valid."""
    parts = {
        catalog.pg_index[row.inhrelid].indrelid: catalog.pg_index[row.inhrelid]
        for row in catalog.pg_inherits.find("parent", record.indexrelid)
    }
    for row in catalog.pg_inherits.find("parent", record.indrelid):
        relkind = catalog.pg_class[row.inhrelid].relkind
        part = parts.get(row.inhrelid)
        if relkind != "f" and part is None:
            return False
        if relkind == "p" and part is not None and not is_on_every_partition(catalog, part):
            return False
    return True


def index_columns(
    catalog: Catalog, index: PgIndex, ns: Namespace | None = None, operators: tuple[int, ...] | None = None
) -> list[str]:
    """Return each key column with its collation, operator class, order and exclusion operator where needed."""
    expressions = list(index.indexprs or ())
    amcanorder = catalog.pg_am[catalog.pg_class[index.indexrelid].relam].amname == "btree"
    found: list[str] = []
    for position in range(index.indnkeyatts):
        attnum = index.indkey[position]
        if attnum:
            text = quote_identifier(names.column_name(catalog, index.indrelid, attnum))
            column = catalog.pg_attribute.get((index.indrelid, attnum))
            collation, typid = (column.attcollation, column.atttypid) if column is not None else (0, 0)
        else:
            expr = expressions.pop(0)
            text = expression(catalog, expr, index.indrelid, ns)
            text = text if looks_like_call(expr) else f"({text})"
            collation, typid = expr_collation(expr), expr_type(expr)
        own = index.indcollation[position] if position < len(index.indcollation) else 0
        if own and own != collation:
            text += f" COLLATE {names.collation_name(catalog, own, ns)}"
        text += _opclass(catalog, index, position, typid, ns)
        option = index.indoption[position] if position < len(index.indoption) else 0
        if amcanorder:
            text += _order(option)
        if operators is not None:
            text += f" WITH {names.operator_name(catalog, operators[position], ns)}"
        found.append(text)
    return found


def looks_like_call(expr: Expr) -> bool:
    """Tell whether an index expression needs no parentheses (looks_like_function)."""
    if isinstance(expr, exprs.FuncExpr):
        return expr.funcformat in (0, 3)
    return isinstance(
        expr, exprs.CoalesceExpr | exprs.MinMaxExpr | exprs.NullIfExpr | exprs.SQLValueFunction | exprs.XmlExpr
    )


def is_default_opclass(catalog: Catalog, opclass: PgOpclass, typid: int) -> bool:
    """Tell whether the type gets this operator class where none is named (GetDefaultOpClass)."""
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        typid, record = record.typbasetype, catalog.pg_type.get(record.typbasetype)
    if not opclass.opcdefault or opclass.opcintype == typid:
        return bool(opclass.opcdefault)
    # A class for the very type comes before one for a type that it can be taken for.
    return not any(
        other.opcdefault and other.opcintype == typid for other in catalog.pg_opclass.find("method", opclass.opcmethod)
    )


def _opclass(catalog: Catalog, index: PgIndex, position: int, typid: int, ns: Namespace | None) -> str:
    opclass = catalog.pg_opclass[index.indclass[position]]
    column = catalog.pg_attribute.get((index.indexrelid, position + 1))
    options = column.attoptions if column is not None else None
    if not options and is_default_opclass(catalog, opclass, typid):
        return ""
    text = f" {names.opclass_name(catalog, opclass.oid, ns)}"
    return text + (f" ({storage_parameters(options)})" if options else "")


def _order(option: int) -> str:
    if option & _DESC:
        return " DESC" + ("" if option & _NULLS_FIRST else " NULLS LAST")
    return " NULLS FIRST" if option & _NULLS_FIRST else ""


# -- constraints ---------------------------------------------------------------------------------------------------


def constraint_text(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return what pg_get_constraintdef says: the definition, storage parameters of a key's index left out."""
    return constraint_definition(catalog, oid, ns, parameters=False)


def constraint_definition(
    catalog: Catalog, oid: int, ns: Namespace | None = None, *, parameters: bool = True
) -> str:
    """Return a constraint as it stands after CONSTRAINT name (pg_get_constraintdef_command)."""
    constraint = catalog.pg_constraint[oid]
    match constraint.contype:
        case "f":
            text = _foreign_key(catalog, constraint, ns)
        case "p" | "u":
            text = _unique(catalog, constraint, parameters=parameters)
        case "c":
            relid = constraint.conrelid or None
            text = f"CHECK ({expression(catalog, constraint.conbin, relid, ns)})"
            text += " NO INHERIT" if constraint.connoinherit else ""
        case "n":
            text = "NOT NULL"
            if constraint.conrelid:
                text += f" {_columns(catalog, constraint.conrelid, constraint.conkey)}"
            text += " NO INHERIT" if constraint.connoinherit else ""
        case "x":
            index = catalog.pg_index[constraint.conindid]
            text = "EXCLUDE" + _index_body(catalog, index, ns, constraint.conexclop or ())
        case _:
            text = "TRIGGER"
    text += " DEFERRABLE" if constraint.condeferrable else ""
    text += " INITIALLY DEFERRED" if constraint.condeferred else ""
    if not constraint.conenforced:
        text += " NOT ENFORCED"
    elif not constraint.convalidated:
        text += " NOT VALID"
    return text


def _columns(catalog: Catalog, relid: int, attnums: tuple[int, ...] | None) -> str:
    return ", ".join(quote_identifier(names.column_name(catalog, relid, attnum)) for attnum in attnums or ())


def _foreign_key(catalog: Catalog, constraint: PgConstraint, ns: Namespace | None) -> str:
    own = _key(catalog, constraint.conrelid, constraint.conkey, constraint.conperiod)
    referenced = _key(catalog, constraint.confrelid, constraint.confkey, constraint.conperiod)
    text = f"FOREIGN KEY ({own}) REFERENCES {names.relation_name(catalog, constraint.confrelid, ns)}({referenced})"
    text += {"f": " MATCH FULL", "p": " MATCH PARTIAL"}.get(constraint.confmatchtype, "")
    if constraint.confupdtype in _ACTIONS:
        text += f" ON UPDATE {_ACTIONS[constraint.confupdtype]}"
    if constraint.confdeltype in _ACTIONS:
        text += f" ON DELETE {_ACTIONS[constraint.confdeltype]}"
        if constraint.confdelsetcols:
            text += f" ({_columns(catalog, constraint.conrelid, constraint.confdelsetcols)})"
    return text


def _key(catalog: Catalog, relid: int, attnums: tuple[int, ...] | None, period: bool) -> str:
    if not period or not attnums:
        return _columns(catalog, relid, attnums)
    head = "".join(f"{_columns(catalog, relid, (attnum,))}, " for attnum in attnums[:-1])
    return f"{head}PERIOD {_columns(catalog, relid, attnums[-1:])}"


def _unique(catalog: Catalog, constraint: PgConstraint, *, parameters: bool) -> str:
    index, relation = catalog.pg_index[constraint.conindid], catalog.pg_class[constraint.conindid]
    text = "PRIMARY KEY" if constraint.contype == "p" else "UNIQUE"
    text += " NULLS NOT DISTINCT" if index.indnullsnotdistinct else ""
    text += f" ({_columns(catalog, constraint.conrelid, constraint.conkey)}"
    text += " WITHOUT OVERLAPS)" if constraint.conperiod else ")"
    included = index.indkey[index.indnkeyatts :]
    text += f" INCLUDE ({_columns(catalog, constraint.conrelid, included)})" if included else ""
    return text + (f" WITH ({storage_parameters(relation.reloptions)})" if relation.reloptions and parameters else "")
