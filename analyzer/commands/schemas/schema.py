"""CREATE SCHEMA (src/backend/commands/schemacmds.c; the order of its elements: transformCreateSchemaStmtElements,
parse_utilcmd.c).
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_namespace import PgNamespace
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import default_acl_for, record_extension_member, record_new_acl, record_owner
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node

_ELEMENT_ORDER = {
    "CreateSeqStmt": ("sequence", 0), "CreateStmt": ("relation", 1), "ViewStmt": ("view", 2),
    "IndexStmt": ("relation", 3), "CreateTrigStmt": ("relation", 4), "GrantStmt": (None, 5),
}
"""Where each kind of element has its name, and its turn."""


def create_schema(ctx: Context, node: Node) -> None:
    """Run CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role] [element ...]."""
    saved = ctx.roleid
    owner = role_oid(ctx, node["authrole"]) if node.get("authrole") is not None else saved
    name = node.get("schemaname") or acl.role_name(ctx.catalog, owner)
    acl.check(ctx.catalog, ObjectAddress("pg_database", ctx.catalog.database_oid), saved, acl.CREATE)
    acl.check_can_set_role(ctx.catalog, saved, owner)
    if name.startswith("pg_"):
        raise PgError(
            sqlstate.RESERVED_NAME, f'unacceptable schema name "{name}"',
            detail='The prefix "pg_" is reserved for system schemas.',
        )
    if ctx.catalog.pg_namespace.has("name", name):
        if node.get("if_not_exists"):
            ctx.notice(f'schema "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_SCHEMA)
            return
        raise PgError(sqlstate.DUPLICATE_SCHEMA, f'schema "{name}" already exists')
    ctx.session.set_role(owner)
    oid = namespace_create(ctx, name, owner)
    elements = _ordered(node.get("schemaElts", []), name)
    if elements:
        _run_elements(ctx, name, oid, elements)
    ctx.session.set_role(saved)


def namespace_create(ctx: Context, name: str, owner: int) -> int:
    """Make a schema and return its oid (NamespaceCreate, pg_namespace.c)."""
    new_acl = default_acl_for(ctx, "n", 0, owner)
    schema = PgNamespace(ctx.catalog.new_oid(), name, owner, new_acl)
    ctx.catalog.pg_namespace.set(schema)
    address = ObjectAddress("pg_namespace", schema.oid)
    record_owner(ctx, address, owner)
    record_new_acl(ctx, address, owner, new_acl)
    record_extension_member(ctx, address)
    return schema.oid


def _ordered(elements: list[Node], schema: str) -> list[tuple[str, Node]]:
    """Return the elements in the order the server runs them, their names qualified with the new schema."""
    found: list[tuple[int, str, Node]] = []
    for element in elements:
        ((tag, inner),) = element.items()
        key, turn = _ELEMENT_ORDER.get(tag, (None, 6))
        if key is not None:
            relation = inner[key]
            given = relation.get("schemaname")
            if given is not None and given != schema:
                raise PgError(
                    sqlstate.INVALID_SCHEMA_DEFINITION,
                    f"CREATE specifies a schema ({given}) different from the one being created ({schema})",
                )
            if tag in ("CreateSeqStmt", "CreateStmt", "ViewStmt"):
                inner = {**inner, key: {**relation, "schemaname": schema}}
        found.append((turn, tag, inner))
    found.sort(key=lambda item: item[0])
    return [(tag, inner) for _turn, tag, inner in found]


def _run_elements(ctx: Context, name: str, oid: int, elements: list[tuple[str, Node]]) -> None:
    """Run the elements with the new schema at the head of the search path, as the server does."""
    settings = ctx.session.settings
    before = settings.snapshot()
    path = settings.get("search_path") or ""
    settings.set(
        "search_path", f"{quote_identifier(name)}, {path}" if path.strip() else quote_identifier(name), local=True
    )
    ctx.session.refresh()
    for tag, inner in elements:
        ctx.run(tag, inner)
    settings.restore(before)
    ctx.session.refresh()
