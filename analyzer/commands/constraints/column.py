"""Column definitions of CREATE TABLE and ALTER TABLE ADD COLUMN: types, serial, identity, generated, the constraints
written on a column (transformColumnDefinition and what it calls, src/backend/parser/parse_utilcmd.c;
BuildDescForRelation, tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import column_spec_collation, resolve_type
from analyzer.catalog.exprs import Stored
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.commands.constraints.attributes import merge_constraint_attributes
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.foreign_options import generic_options
from analyzer.commands.relations.naming import choose_relation_name
from analyzer.commands.relations.relation import check_type_usage
from analyzer.errors import PgError
from analyzer.tree.names import quote_qualified, strings
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context

SERIAL_TYPES: Final[dict[str, str]] = {
    "smallserial": "int2", "serial2": "int2", "serial": "int4", "serial4": "int4", "bigserial": "int8",
    "serial8": "int8",
}
STORAGE_NAMES: Final[dict[str, str]] = {"plain": "p", "external": "e", "extended": "x", "main": "m"}
COMPRESSION_NAMES: Final[dict[str, str]] = {"pglz": "p", "lz4": "l"}


class Column(msgspec.Struct):
    """A column on its way into a relation (ColumnDef, parsenodes.h); `raw_default` is a parse tree, `cooked_default`
    analyzed.
    """

    colname: str
    typid: int = 0
    typmod: int = -1
    collation: int = 0
    ndims: int = 0
    setof: bool = False
    is_not_null: bool = False
    raw_default: Node | None = None
    cooked_default: Stored = None
    identity: str = ""
    identity_sequence: SequenceRequest | None = None
    generated: str = ""
    storage: str = ""
    storage_name: str = ""
    compression: str = ""
    inhcount: int = 0
    is_local: bool = True
    is_from_type: bool = False
    fdwoptions: list[Node] = msgspec.field(default_factory=list)
    location: int = -1
    node: Node = msgspec.field(default_factory=dict)


class SequenceRequest(NamedTuple):
    """The sequence that a serial or identity column needs (generateSerialExtraStmts)."""

    namespaceid: int
    name: str
    persistence: str
    options: tuple[Node, ...]
    colname: str
    for_identity: bool
    ownerid: int


class Transform(msgspec.Struct):
    """What is gathered while the elements of CREATE TABLE or ALTER TABLE ADD are gone through (CreateStmtContext).

    `relid` is 0 while the table does not exist. Constraints are the inner dicts of Constraint nodes, with the
    attributes that follow a column constraint (DEFERRABLE ...) merged in.
    """

    ctx: Context
    relname: str
    namespaceid: int
    persistence: str = "p"
    relid: int = 0
    relkind: str = "r"
    isalter: bool = False
    isforeign: bool = False
    ispartitioned: bool = False
    partbound: bool = False
    of_type: bool = False
    inh_relations: list[Node] = msgspec.field(default_factory=list)
    """RangeVars of the parents."""
    columns: list[Column] = msgspec.field(default_factory=list)
    ckconstraints: list[Node] = msgspec.field(default_factory=list)
    nnconstraints: list[Node] = msgspec.field(default_factory=list)
    fkconstraints: list[Node] = msgspec.field(default_factory=list)
    ixconstraints: list[Node] = msgspec.field(default_factory=list)
    sequences: list[SequenceRequest] = msgspec.field(default_factory=list)
    likeclauses: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """(source relation, options) of LIKE clauses whose constraints and indexes come after the table's own."""
    likecomments: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """(column, comment) of INCLUDING COMMENTS."""
    pkey: Any = None


def transform_column_definition(cxt: Transform, node: Node) -> Column:
    """Analyze a ColumnDef, add the column and its constraints to `cxt`, and return it (transformColumnDefinition)."""
    ctx = cxt.ctx
    column = Column(
        colname=node["colname"], is_local=node.get("is_local", False) or True, storage=node.get("storage", ""),
        storage_name=node.get("storage_name", ""), compression=node.get("compression", ""),
        fdwoptions=node.get("fdwoptions", []), location=node.get("location", 0),
        node=node,
    )
    cxt.columns.append(column)
    constraints = [constraint["Constraint"] for constraint in node.get("constraints", ())]
    typename = node.get("typeName")
    is_serial = False
    if typename is not None:
        names = strings(typename.get("names", ()))
        # DefineCompositeType() knows no serial types.
        may_be_serial = len(names) == 1 and not typename.get("pct_type") and (cxt.isalter or cxt.relkind != "c")
        if may_be_serial and names[0] in SERIAL_TYPES:
            is_serial = True
            if typename.get("arrayBounds"):
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "array of serial is not implemented",
                    location=typename.get("location", -1),
                )
            typename = {**typename, "names": _pg_catalog(SERIAL_TYPES[names[0]])}
        transform_column_type(ctx, column, typename, node)
    if is_serial:
        request = serial_sequence(cxt, column, (), column.typid, for_identity=False)
        constraints += [_serial_default(ctx, request), not_null_constraint(column.colname)]
    constraints = merge_constraint_attributes(constraints)
    _ColumnConstraints(cxt, column, is_serial=is_serial).transform(constraints)
    return column


def transform_column_type(ctx: Context, column: Column, typename: Node, node: Node) -> None:
    """Resolve a column's type and collation (transformColumnType)."""
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    column.typid, column.typmod = resolved
    column.ndims = len(typename.get("arrayBounds", ()))
    column.setof = typename.get("setof", False)
    column.collation = column_spec_collation(ctx.namespace, node, column.typid)


# -- serial and identity -------------------------------------------------------------------------------------------


def serial_sequence(
    cxt: Transform, column: Column, options: tuple[Node, ...], seqtypid: int, *, for_identity: bool
) -> SequenceRequest:
    """Choose the sequence of a serial or identity column and note it in `cxt` (generateSerialExtraStmts)."""
    ctx = cxt.ctx
    name_option: Node | None = None
    persistence = cxt.persistence
    remaining: list[Node] = []
    logged: Node | None = None
    for option in options:
        inner = option["DefElem"]
        if inner["defname"] == "sequence_name":
            if name_option is not None:
                raise conflicting(inner)
            name_option = inner
        elif inner["defname"] in ("logged", "unlogged"):
            if logged is not None:
                raise conflicting(inner)
            logged = inner
        else:
            remaining.append(option)
    namespaceid = cxt.namespaceid
    if name_option is not None:
        names = strings(name_option["arg"]["List"]["items"])
        if len(names) > 1:
            found = ctx.namespace.schema(names[-2])
            assert found is not None
            namespaceid = found.oid
        name = names[-1]
    else:
        name = choose_relation_name(ctx.catalog, cxt.relname, column.colname, "seq", namespaceid, False)
    if logged is not None:
        if persistence == "t":
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, "cannot set logged status of a temporary sequence",
                location=logged.get("location", -1),
            )
        persistence = "p" if logged["defname"] == "logged" else "u"
    if seqtypid:
        type_option = {"DefElem": {"defname": "as", "typid": seqtypid, "location": -1}}
        remaining.insert(0, type_option)
    ownerid = ctx.catalog.pg_class[cxt.relid].relowner if cxt.relid else ctx.roleid
    request = SequenceRequest(namespaceid, name, persistence, tuple(remaining), column.colname, for_identity, ownerid)
    cxt.sequences.append(request)
    column.identity_sequence = request if for_identity else None
    return request


def _pg_catalog(name: str) -> list[Node]:
    return [{"String": {"sval": "pg_catalog"}}, {"String": {"sval": name}}]


def _serial_default(ctx: Context, request: SequenceRequest) -> Node:
    schema = ctx.catalog.pg_namespace[request.namespaceid].nspname
    literal = {"A_Const": {"sval": {"sval": quote_qualified(schema, request.name)}, "location": -1}}
    regclass = {"names": _pg_catalog("regclass"), "typemod": -1, "location": -1}
    call = {
        "FuncCall": {
            "funcname": _pg_catalog("nextval"),
            "args": [{"TypeCast": {"arg": literal, "typeName": regclass, "location": -1}}],
            "funcformat": "COERCE_EXPLICIT_CALL", "location": -1,
        }
    }
    return {"contype": "CONSTR_DEFAULT", "location": -1, "raw_expr": call}


# -- constraints of a column ---------------------------------------------------------------------------------------

def not_null_constraint(colname: str) -> Node:
    """Return an unnamed NOT NULL constraint on the column (makeNotNullConstraint)."""
    return {
        "contype": "CONSTR_NOTNULL", "keys": [{"String": {"sval": colname}}], "is_enforced": True,
        "initially_valid": True, "location": -1,
    }


class _ColumnConstraints:
    """The loop over one column's constraints and what it has seen (the second half of transformColumnDefinition)."""

    def __init__(self, cxt: Transform, column: Column, *, is_serial: bool) -> None:
        self.cxt = cxt
        self.column = column
        self.saw_nullable = self.saw_default = self.saw_identity = self.saw_generated = False
        self.need_notnull = False
        # A sequence's and a key's not-null constraint are for children too.
        self.disallow_no_inherit = is_serial
        self.notnull: Node | None = None

    def transform(self, constraints: list[Node]) -> None:
        handlers = {
            "CONSTR_NULL": self._null, "CONSTR_NOTNULL": self._not_null, "CONSTR_DEFAULT": self._default,
            "CONSTR_IDENTITY": self._identity, "CONSTR_GENERATED": self._generated, "CONSTR_CHECK": self._check,
            "CONSTR_PRIMARY": self._primary, "CONSTR_UNIQUE": self._unique, "CONSTR_FOREIGN": self._foreign,
        }
        where = f'for column "{self.column.colname}" of table "{self.cxt.relname}"'
        self.disallow_no_inherit |= any(
            constraint["contype"] in ("CONSTR_PRIMARY", "CONSTR_IDENTITY") for constraint in constraints
        )
        for constraint in constraints:
            handlers[constraint["contype"]](constraint, where)
            location = constraint.get("location", 0)
            if self.saw_default and self.saw_identity:
                raise self._syntax(f"both default and identity specified {where}", location)
            if self.saw_default and self.saw_generated:
                raise self._syntax(f"both default and generation expression specified {where}", location)
            if self.saw_identity and self.saw_generated:
                raise self._syntax(f"both identity and generation expression specified {where}", location)
        if self.need_notnull and not (self.saw_nullable and self.column.is_not_null):
            self.column.is_not_null = True
            self._add_not_null(not_null_constraint(self.column.colname))

    def _syntax(self, message: str, location: int) -> PgError:
        return PgError(sqlstate.SYNTAX_ERROR, message, location=location)

    def _unsupported(self, message: str, location: int) -> PgError:
        return PgError(sqlstate.FEATURE_NOT_SUPPORTED, message, location=location)

    def _add_not_null(self, constraint: Node) -> None:
        self.notnull = constraint
        self.cxt.nnconstraints.append(constraint)

    def _conflict(self, where: str, constraint: Node) -> PgError:
        return self._syntax(f"conflicting NULL/NOT NULL declarations {where}", constraint.get("location", 0))

    def _null(self, constraint: Node, where: str) -> None:
        if (self.saw_nullable and self.column.is_not_null) or self.need_notnull:
            raise self._conflict(where, constraint)
        self.column.is_not_null = False
        self.saw_nullable = True

    def _not_null(self, constraint: Node, where: str) -> None:
        if self.cxt.ispartitioned and constraint.get("is_no_inherit"):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "not-null constraints on partitioned tables cannot be NO INHERIT"
            )
        if self.saw_nullable and not self.column.is_not_null:
            raise self._conflict(where, constraint)
        if self.disallow_no_inherit and constraint.get("is_no_inherit"):
            raise PgError(
                sqlstate.SYNTAX_ERROR,
                f'conflicting NO INHERIT declarations for not-null constraints on column "{self.column.colname}"',
            )
        if not self.column.is_not_null:
            self.column.is_not_null = True
            self.saw_nullable = True
            self.need_notnull = False
            self._add_not_null({**constraint, "keys": [{"String": {"sval": self.column.colname}}]})
        elif self.notnull is not None and self.cxt.ctx.postgres >= 18:
            ours, theirs = self.notnull.get("conname"), constraint.get("conname")
            if ours and theirs and ours != theirs:
                raise PgError(
                    sqlstate.INTERNAL_ERROR, f'conflicting not-null constraint names "{ours}" and "{theirs}"'
                )
            if bool(self.notnull.get("is_no_inherit")) != bool(constraint.get("is_no_inherit")):
                raise self._syntax(
                    "conflicting NO INHERIT declarations for not-null constraints on column "
                    f'"{self.column.colname}"', constraint.get("location", 0),
                )
            if theirs and not ours:
                self.notnull["conname"] = theirs
        self.saw_nullable = True

    def _default(self, constraint: Node, where: str) -> None:
        if self.saw_default:
            raise self._syntax(f"multiple default values specified {where}", constraint.get("location", 0))
        self.column.raw_default = constraint["raw_expr"]
        self.saw_default = True

    def _identity(self, constraint: Node, where: str) -> None:
        location = constraint.get("location", 0)
        if self.cxt.of_type:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "identity columns are not supported on typed tables")
        if self.cxt.partbound:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "identity columns are not supported on partitions")
        if self.saw_identity:
            raise self._syntax(f"multiple identity specifications {where}", location)
        serial_sequence(
            self.cxt, self.column, tuple(constraint.get("options", ())), self.column.typid, for_identity=True
        )
        self.column.identity = constraint["generated_when"]
        self.saw_identity = True
        if self.saw_nullable and not self.column.is_not_null:
            raise self._conflict(where, constraint)
        if self.cxt.ctx.postgres >= 18:
            self.need_notnull = not self.column.is_not_null
        else:
            self.column.is_not_null = True
            self.saw_nullable = True

    def _generated(self, constraint: Node, where: str) -> None:
        if self.cxt.of_type:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "generated columns are not supported on typed tables")
        if self.saw_generated:
            raise self._syntax(f"multiple generation clauses specified {where}", constraint.get("location", 0))
        self.column.generated = constraint.get("generated_kind", "s")
        self.column.raw_default = constraint["raw_expr"]
        self.saw_generated = True

    def _check(self, constraint: Node, _where: str) -> None:
        self.cxt.ckconstraints.append(constraint)

    def _primary(self, constraint: Node, where: str) -> None:
        if self.cxt.ctx.postgres >= 18:
            if self.saw_nullable and not self.column.is_not_null:
                raise self._conflict(where, constraint)
            self.need_notnull = not self.column.is_not_null
        if self.cxt.isforeign:
            raise self._unsupported(
                "primary key constraints are not supported on foreign tables", constraint.get("location", 0)
            )
        self._unique(constraint, where)

    def _unique(self, constraint: Node, _where: str) -> None:
        if self.cxt.isforeign:
            raise self._unsupported(
                "unique constraints are not supported on foreign tables", constraint.get("location", 0)
            )
        if not constraint.get("keys"):
            constraint = {**constraint, "keys": [{"String": {"sval": self.column.colname}}]}
        self.cxt.ixconstraints.append(constraint)

    def _foreign(self, constraint: Node, _where: str) -> None:
        if self.cxt.isforeign:
            raise self._unsupported(
                "foreign key constraints are not supported on foreign tables", constraint.get("location", 0)
            )
        self.cxt.fkconstraints.append({**constraint, "fk_attrs": [{"String": {"sval": self.column.colname}}]})


# -- tuple descriptor ----------------------------------------------------------------------------------------------


def build_attribute(ctx: Context, column: Column) -> PgAttribute:
    """Return the pg_attribute row (attrelid and attnum still 0) of a column; needs USAGE on its type
    (BuildDescForRelation).
    """
    catalog = ctx.catalog
    check_type_usage(ctx, column.typid)
    record = catalog.pg_type[column.typid]
    if column.setof:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'column "{column.colname}" cannot be declared SETOF'
        )
    compression = attribute_compression(ctx, column.typid, column.compression)
    storage: str = record.typstorage
    if column.storage:
        storage = column.storage
    elif column.storage_name:
        storage = attribute_storage(ctx, column.typid, column.storage_name)
    return PgAttribute(
        attrelid=0, attnum=0, attname=column.colname, atttypid=column.typid, atttypmod=column.typmod,
        attcollation=column.collation, attndims=column.ndims, attnotnull=column.is_not_null,
        attidentity=column.identity, attgenerated=column.generated, attislocal=column.is_local,
        attinhcount=column.inhcount, attstorage=storage, attcompression=compression,
        attfdwoptions=generic_options(ctx, None, column.fdwoptions, 0, "column"),
    )


def attribute_compression(ctx: Context, typid: int, name: str) -> str:
    """Return attcompression for COMPRESSION name; "" for the default (GetAttributeCompression)."""
    if not name or name == "default":
        return ""
    if not _is_toastable(ctx.catalog, typid):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"column data type {format_type(ctx.catalog, typid, namespace=ctx.namespace)} does not support compression",
        )
    method = COMPRESSION_NAMES.get(name)
    if method is None:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid compression method "{name}"')
    return method


def attribute_storage(ctx: Context, typid: int, name: str) -> str:
    """Return attstorage for STORAGE name (GetAttributeStorage)."""
    folded = name.lower()
    if folded == "default":
        storage = str(ctx.catalog.pg_type[typid].typstorage)
    elif folded in STORAGE_NAMES:
        storage = STORAGE_NAMES[folded]
    else:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid storage type "{name}"')
    if storage != "p" and not _is_toastable(ctx.catalog, typid):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"column data type {format_type(ctx.catalog, typid, namespace=ctx.namespace)} can only have storage PLAIN",
        )
    return storage


def _is_toastable(catalog: Catalog, typid: int) -> bool:
    return bool(catalog.pg_type[typid].typstorage != "p")


__all__ = [
    "Column", "SequenceRequest", "Transform", "attribute_compression", "attribute_storage", "build_attribute",
    "not_null_constraint", "transform_column_definition", "transform_column_type",
]
