"""Serial and identity columns: their types and sequences (generateSerialExtraStmts,
src/backend/parser/parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.commands.constraints.create_stmt import Column, SequenceRequest, Transform
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.relations.naming import choose_relation_name
from analyzer.errors import PgError
from analyzer.tree.names import quote_qualified, strings
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.commands.context import Context

SERIAL_TYPES: Final[dict[str, str]] = {
    "smallserial": "int2", "serial2": "int2", "serial": "int4", "serial4": "int4", "bigserial": "int8",
    "serial8": "int8",
}


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


def system_name(name: str) -> list[Node]:
    """Return the name in pg_catalog as a list of names (SystemFuncName, SystemTypeName)."""
    return [{"String": {"sval": "pg_catalog"}}, {"String": {"sval": name}}]


def serial_default(ctx: Context, request: SequenceRequest) -> Node:
    """Return the DEFAULT nextval(...) constraint of a serial column."""
    schema = ctx.catalog.pg_namespace[request.namespaceid].nspname
    literal = {"A_Const": {"sval": {"sval": quote_qualified(schema, request.name)}, "location": -1}}
    regclass = {"names": system_name("regclass"), "typemod": -1, "location": -1}
    call = {
        "FuncCall": {
            "funcname": system_name("nextval"),
            "args": [{"TypeCast": {"arg": literal, "typeName": regclass, "location": -1}}],
            "funcformat": "COERCE_EXPLICIT_CALL", "location": -1,
        }
    }
    return {"contype": "CONSTR_DEFAULT", "location": -1, "raw_expr": call}
