"""COPY: table, columns and query must exist and be allowed; data is not simulated (DoCopy,
src/backend/commands/copy.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze.read_only import prevent_command_if_read_only
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.rows.copy_options import check_options
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.writes import note_write
from analyzer.steps import WritesRows
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_READ, _WRITE, _EXECUTE = 4569, 4570, 4571
"""pg_read_server_files, pg_write_server_files, pg_execute_server_program."""



def copy(ctx: Context, node: Node) -> None:
    """Run COPY table or query FROM or TO."""
    is_from = bool(node.get("is_from"))
    _check_file_access(ctx, node, is_from)
    items = node.get("options", [])
    if node.get("relation") is None:
        options = check_options(ctx, items, is_from=False)
        _copy_query(ctx, node["query"], options)
        return
    relation = range_var_relation(ctx, node["relation"], table=True)
    assert relation is not None
    attnums = _attnums(ctx, relation, strings(node.get("attlist", ())))
    wanted = acl.INSERT if is_from else acl.SELECT
    if not acl.privileges(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid, wanted) and not all(
        acl.column_privileges(ctx.catalog, relation.oid, attnum, ctx.roleid, wanted) for attnum in attnums
    ):
        acl.check(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid, wanted)
    if is_from and relation.relnamespace != ctx.namespace.temp_namespace:
        prevent_command_if_read_only(ctx.session, "COPY FROM")
    if not is_from:
        _check_kind(ctx, relation, is_from=False, has_instead_trigger=False)
    options = check_options(ctx, items, is_from=is_from)
    for name in ("force_quote", "force_not_null", "force_null"):
        if isinstance(options.get(name), list):
            _check_forced(ctx, relation, name, options[name], attnums)
    if is_from:
        _check_kind(ctx, relation, is_from=True, has_instead_trigger=_has_instead_trigger(ctx, relation))
        ctx.lock(relation.oid, "RowExclusiveLock")
        ctx.effect(WritesRows(relation.oid, "copy"))
        note_write(ctx, relation.oid, "copy")
    if node.get("filename") and is_from:
        raise NotSimulated("COPY from a file of the server")


def _copy_query(ctx: Context, node: Node, options: dict[str, Any]) -> None:
    from analyzer.commands.rows.dml import run_query

    ((tag, query),) = node.items()
    leftmost = query
    while leftmost.get("larg") is not None:
        leftmost = leftmost["larg"]
    if leftmost.get("intoClause") is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "COPY (SELECT INTO) is not supported")
    if tag == "MergeStmt" and ctx.postgres < 17:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "MERGE not supported in COPY")
    with ctx.variables(None):
        analyzed = run_query(ctx, tag, query)
    if analyzed.commandType != "select" and not analyzed.returningList:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "COPY query must have a RETURNING clause")
    columns = analyzed.returningList if analyzed.commandType != "select" else analyzed.targetList
    known = {column.resname for column in columns if not column.resjunk}
    for name in options.get("force_quote", ()) if options.get("force_quote") is not True else ():
        if name not in known:
            raise PgError(sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist')


def _check_forced(ctx: Context, relation: PgClass, option: str, names: list[str], attnums: list[int]) -> None:
    for name, attnum in zip(names, _attnums(ctx, relation, names), strict=True):
        if attnum not in attnums:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f'{option.upper()} column "{name}" not referenced by COPY'
            )


def _check_file_access(ctx: Context, node: Node, is_from: bool) -> None:
    if not node.get("filename"):
        return
    roles = acl.roles_of(ctx.catalog, ctx.roleid, "privs")
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return
    hint = "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."
    needed, name, what = (
        (_EXECUTE, "pg_execute_server_program", "to or from an external program")
        if node.get("is_program")
        else (_READ, "pg_read_server_files", "from a file")
        if is_from
        else (_WRITE, "pg_write_server_files", "to a file")
    )
    if needed not in roles:
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied to COPY {what}",
            detail=f'Only roles with privileges of the "{name}" role may COPY {what}.', hint=hint,
        )


def _attnums(ctx: Context, relation: PgClass, names: list[str]) -> list[int]:
    """CopyGetAttnums."""
    columns = [
        c for c in ctx.catalog.pg_attribute.find("relation", relation.oid) if c.attnum > 0 and not c.attisdropped
    ]
    if not names:
        return [column.attnum for column in columns if not column.attgenerated]
    by_name = {column.attname: column for column in columns}
    found: list[int] = []
    for name in names:
        column = by_name.get(name)
        if column is None:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relation.relname}" does not exist',
                missing=("column", None, f"{relation.relname}.{name}"),
            )
        if column.attgenerated:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f'column "{name}" is a generated column',
                detail="Generated columns cannot be used in COPY.",
            )
        if column.attnum in found:
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column "{name}" specified more than once')
        found.append(column.attnum)
    return found


def _has_instead_trigger(ctx: Context, relation: PgClass) -> bool:
    return any(t.tgtype & 64 and t.tgtype & 4 for t in ctx.catalog.pg_trigger.find("relation", relation.oid))


def _check_kind(ctx: Context, relation: PgClass, *, is_from: bool, has_instead_trigger: bool) -> None:
    name, kind = relation.relname, relation.relkind
    if is_from:
        if kind in "rpf" or (kind == "v" and has_instead_trigger):
            return
        messages = {
            "v": (
                f'cannot copy to view "{name}"',
                "To enable copying to a view, provide an INSTEAD OF INSERT trigger.",
            ),
            "m": (f'cannot copy to materialized view "{name}"', None),
            "S": (f'cannot copy to sequence "{name}"', None),
        }
        message, hint = messages.get(kind, (f'cannot copy to non-table relation "{name}"', None))
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, message, hint=hint)
    if kind == "r" or (kind == "m" and ctx.postgres >= 18 and relation.relispopulated):
        return
    if kind == "m" and ctx.postgres >= 18:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cannot copy from unpopulated materialized view "{name}"',
            hint="Use the REFRESH MATERIALIZED VIEW command to populate the materialized view.",
        )
    hint = "Try the COPY (SELECT ...) TO variant."
    out = {
        "v": (f'cannot copy from view "{name}"', hint),
        "m": (f'cannot copy from materialized view "{name}"', hint),
        "f": (f'cannot copy from foreign table "{name}"', hint),
        "S": (f'cannot copy from sequence "{name}"', None),
        "p": (f'cannot copy from partitioned table "{name}"', hint),
    }
    message, found_hint = out.get(kind, (f'cannot copy from non-table relation "{name}"', None))
    raise PgError(sqlstate.WRONG_OBJECT_TYPE, message, hint=found_hint)
