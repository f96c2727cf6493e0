"""Column definitions of CREATE TABLE and ALTER TABLE ADD COLUMN: types, and the constraints written on a column
(transformColumnDefinition and what it calls, src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.analyze.typename import column_spec_collation, resolve_type
from analyzer.commands.constraints.attributes import merge_constraint_attributes
from analyzer.commands.constraints.create_stmt import Column, Transform
from analyzer.commands.constraints.serial import SERIAL_TYPES, serial_default, serial_sequence, system_name
from analyzer.errors import PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.commands.context import Context


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
            typename = {**typename, "names": system_name(SERIAL_TYPES[names[0]])}
        transform_column_type(ctx, column, typename, node)
    if is_serial:
        request = serial_sequence(cxt, column, (), column.typid, for_identity=False)
        constraints += [serial_default(ctx, request), not_null_constraint(column.colname)]
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
