"""Who can read and write what, and call what with its owner's rights: privileges, memberships and row level security
together (aclchk.c, rowsecurity.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.access import Access
from analyzer.deparse.names import qualified_relation_name
from analyzer.deparse.routine import routine_signature

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_class import PgClass

Document = dict[str, Any]

_ACTIONS: Final = {
    "select": (acl.SELECT, "r*"), "insert": (acl.INSERT, "a*"), "update": (acl.UPDATE, "w*"),
    "delete": (acl.DELETE, "d*"),
}  # fmt: skip
_RELKINDS: Final = frozenset("rpvmf")
_TRIGGERS: Final = frozenset({2279, 3838})
PUBLIC: Final = "public"


def access_document(catalog: Catalog) -> Document:
    """Return what each role can do to the relations and SECURITY DEFINER functions that migrations made or changed.

    Relations map roles to actions: ``"every row"``, ``"policies: a, b"`` or ``"no row"``, with the columns; of a view
    with whose rights it reads. Superusers and owners, who can do everything, are left out; the role ``public`` stands
    for whoever has no privileges of its own.
    """
    access = Access(catalog)
    relations: Document = {}
    for relation in catalog.pg_class.changed():
        if relation.relkind not in _RELKINDS or relation.relpersistence == "t":
            continue
        roles = {role: actions for role, oid in _roles(catalog, relation) if (actions := _of(access, relation, oid))}
        if roles:
            relations[qualified_relation_name(catalog, relation.oid)] = roles
    functions: Document = {}
    for function in catalog.pg_proc.changed():
        if function.prosecdef and function.prorettype not in _TRIGGERS:
            items = function.proacl
            grantees = acl.default_acl("f", function.proowner) if items is None else items
            names = sorted(
                _name(catalog, item.grantee)
                for item in grantees
                if item.privs & acl.EXECUTE and item.grantee != function.proowner
            )
            if names:
                functions[routine_signature(catalog, function)] = names
    document = {"relations": dict(sorted(relations.items())), "definer_functions": dict(sorted(functions.items()))}
    return {key: value for key, value in document.items() if value}


def _roles(catalog: Catalog, relation: PgClass) -> Iterator[tuple[str, int]]:
    """Yield the roles that the relation's privileges name, the owner and superusers left out, by name."""
    items = list(relation.relacl or ())
    for column in catalog.pg_attribute.find("relation", relation.oid):
        items += column.attacl or ()
    oids = {item.grantee for item in items} - {relation.relowner}
    named = ((_name(catalog, oid), oid) for oid in oids if not (oid and acl.is_superuser(catalog, oid)))
    yield from sorted(named)


def _name(catalog: Catalog, oid: int) -> str:
    return acl.role_name(catalog, oid) if oid else PUBLIC


def _of(access: Access, relation: PgClass, roleid: int) -> dict[str, str]:
    """What a role can do, by action; nothing where it may not even name the relation."""
    schema = access.catalog.pg_namespace.get(relation.relnamespace)
    if schema is None or not access.on_schema(roleid, schema, acl.USAGE):
        return {}
    found = {}
    for action, (privilege, commands) in _ACTIONS.items():
        reach = _reach(access, relation, roleid, privilege, commands)
        if reach:
            found[action] = reach
    return found


def _reach(access: Access, relation: PgClass, roleid: int, privilege: int, commands: str) -> str:
    whole = access.on_relation(roleid, relation, privilege)
    columns = [] if whole else access.columns(roleid, relation, privilege)
    if not whole and not columns:
        return ""
    if relation.relkind in "vm":
        rows = "as the caller" if is_invoker(relation) else "as its owner"
    elif relation.relkind == "f" or not relation.relrowsecurity or access.bypasses_rls(roleid):
        rows = "every row"
    else:
        rows = _by_policies(access, relation, roleid, commands)
    return f"{rows} (columns: {', '.join(columns)})" if columns else rows


def is_invoker(view: PgClass) -> bool:
    """Whether a view reads with the rights of whoever reads it."""
    return any(
        name == "security_invoker" and value.lower() in ("1", "true", "yes", "on")
        for name, _, value in (option.partition("=") for option in view.reloptions or ())
    )


def _by_policies(access: Access, relation: PgClass, roleid: int, commands: str) -> str:
    roles = access.roles_of(roleid)
    policies = [
        policy
        for policy in access.catalog.pg_policy.find("relation", relation.oid)
        if policy.polcmd in commands and (policy.polroles == (0,) or not roles.isdisjoint(policy.polroles))
    ]
    permissive = [policy.polname for policy in policies if policy.polpermissive]
    restrictive = [policy.polname for policy in policies if not policy.polpermissive]
    if not permissive:
        return "no row"
    text = f"policies: {', '.join(permissive)}"
    return f"{text}; and restrictive: {', '.join(restrictive)}" if restrictive else text
