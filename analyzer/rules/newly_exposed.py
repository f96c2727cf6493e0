"""A migration lets the API's clients read, write or call what they could not before.

What counts is what a role can do in the end: privileges and row level security together. Dropping and creating an
object again counts, too: its privileges begin anew. Said of each migration, for whoever reviews it; that a new table
can be read as its policies say is as it should be, and other rules say where it is not.

```sql fails
-- baseline: supabase
create table orders (id int primary key);
alter table orders enable row level security;
-- file
create policy anybody on orders for select to anon using (true);
```

```sql passes
-- baseline: supabase
create table orders (id int primary key);
alter table orders enable row level security;
-- file
create policy service on orders for select to service_role using (true);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.catalog import acl
from analyzer.catalog.access import Access
from analyzer.deparse.routine import routine_signature, routine_word
from analyzer.rules.judge.options import is_security_invoker
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.catalog.record import Acl
    from analyzer.rules.judge.views import FileView
    from analyzer.steps import Step

LEVEL = "info"
CATEGORY = "security"
BASELINE = "supabase"
WATCHES = ("pg_attribute", "pg_class", "pg_policy", "pg_proc")

_ACTIONS: Final = {
    "read": (acl.SELECT, "r*"),
    "insert into": (acl.INSERT, "a*"),
    "update": (acl.UPDATE, "w*"),
    "delete from": (acl.DELETE, "d*"),
}
_TRIGGERS: Final = (2279, 3838)
_NOTHING, _SOME_ROWS, _EVERY_ROW = range(3)


class _Table(NamedTuple):
    """A relation, its columns' own privileges and its policies at one time."""

    relation: PgClass
    columns: tuple[Acl, ...]
    policies: tuple[PgPolicy, ...]


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield the tables and views that clients can do more with after the file, and definer functions they can call."""
    access = Access(view.catalog)
    schemas = {}
    for name in view.around.exposed:
        schema = view.catalog.pg_namespace.first("name", name)
        if schema is not None:
            schemas[schema.oid] = name
    yield from _relations(view, access, schemas)
    yield from _functions(view, access, schemas)


def _relations(view: FileView, access: Access, schemas: dict[int, str]) -> Iterator[Verdict]:
    catalog = view.catalog
    touched = {entry.key: step for step, entry in view.changes("pg_class")}
    for step, entry in view.changes("pg_policy"):
        touched[(entry.new or entry.old).polrelid] = step
    for step, entry in view.changes("pg_attribute"):
        if entry.new is not None and entry.new.attacl != (entry.old.attacl if entry.old is not None else None):
            touched[entry.new.attrelid] = step
    for relid, step in touched.items():
        relation = catalog.pg_class.get(relid)
        if relation is None or relation.relnamespace not in schemas or relation.relkind not in "rpvmf":
            continue
        columns = tuple(each.attacl for each in catalog.pg_attribute.find("relation", relid))
        after = _Table(relation, columns, tuple(catalog.pg_policy.find("relation", relid)))
        before = _before(view, relation)
        name = quote_qualified(schemas[relation.relnamespace], relation.relname)
        gained = list(_gained(access, before, after))
        if gained:
            yield Verdict(
                object=f"{name} in {view.file.name}",
                message=f"this file lets {'; '.join(_sentence(each, name) for each in gained)}",
                step=step.index,
            )


class _Gain(NamedTuple):
    """Actions that roles have gained on every row, or on those that policies let through."""

    roles: tuple[str, ...]
    actions: tuple[str, ...]
    rows: int


def _gained(access: Access, before: _Table | None, after: _Table) -> Iterator[_Gain]:
    found: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for action, (privilege, commands) in _ACTIONS.items():
        roles: dict[int, list[str]] = {}
        for role in API_ROLES:
            oid = access.role(role)
            if oid is None:
                continue
            now = _reach(access, after, oid, privilege, commands)
            then = _reach(access, before, oid, privilege, commands) if before is not None else _NOTHING
            if now > then:
                roles.setdefault(now, []).append(role)
        for rows, names in roles.items():
            found.setdefault((tuple(names), rows), []).append(action)
    for (whose, reach), actions in found.items():
        yield _Gain(whose, tuple(actions), reach)


def _sentence(gain: _Gain, name: str) -> str:
    rows = "every row" if gain.rows == _EVERY_ROW else "the rows that policies let through"
    return f"{' and '.join(gain.roles)} {', '.join(gain.actions)} {name} ({rows})"


def _reach(access: Access, table: _Table, roleid: int, privilege: int, commands: str) -> int:
    """How many of the rows a role can reach by one action."""
    relation = table.relation
    if not access.on_relation(roleid, relation, privilege) and not any(
        items is not None and access.on_acl(roleid, items, relation.relowner, "c", privilege) for items in table.columns
    ):
        return _NOTHING
    if relation.relkind == "v" and is_security_invoker(relation):
        # What is behind it decides.
        return _SOME_ROWS
    if relation.relkind not in "rp" or not relation.relrowsecurity or access.bypasses_rls(roleid):
        return _EVERY_ROW
    roles = access.roles_of(roleid)
    return (
        _SOME_ROWS
        if any(
            policy.polpermissive
            and policy.polcmd in commands
            and (policy.polroles == (0,) or not roles.isdisjoint(policy.polroles))
            for policy in table.policies
        )
        else _NOTHING
    )


def _before(view: FileView, relation: PgClass) -> _Table | None:
    """The relation of this name as it was before the file, None where there was none."""
    fates = view.fates("pg_class")
    fate = fates.get(relation.oid)
    old: PgClass | None = fate.before if fate is not None else relation
    if view.made_by_file(relation.oid):
        same = (each.before for each in fates.values())
        old = next(
            (each for each in same if (each.relname, each.relnamespace) == (relation.relname, relation.relnamespace)),
            None,
        )
    if old is None:
        return None
    fates = view.fates("pg_attribute")
    columns = {each.attnum: each.attacl for each in view.catalog.pg_attribute.find("relation", old.oid)}
    columns |= {fate.before.attnum: fate.before.attacl for key, fate in fates.items() if key[0] == old.oid}
    policies = {policy.oid: policy for policy in view.catalog.pg_policy.find("relation", old.oid)}
    policies = {oid: policy for oid, policy in policies.items() if not view.made_by_file(oid)}
    for oid, each in view.fates("pg_policy").items():
        if each.before.polrelid == old.oid:
            policies[oid] = each.before
    return _Table(old, tuple(columns.values()), tuple(policies.values()))


def _functions(view: FileView, access: Access, schemas: dict[int, str]) -> Iterator[Verdict]:
    fates = view.fates("pg_proc")
    gone = {
        (each.before.proname, each.before.pronamespace, each.before.proargtypes): each.before
        for each in fates.values()
        if each.after is None
    }
    touched: dict[int, Step] = {entry.key: step for step, entry in view.changes("pg_proc")}
    for oid, step in touched.items():
        function = view.catalog.pg_proc.get(oid)
        if function is None or function.pronamespace not in schemas or not function.prosecdef:
            continue
        if function.prorettype in _TRIGGERS:
            continue
        old: PgProc | None = fates[oid].before if oid in fates else None
        if old is None:
            old = gone.get((function.proname, function.pronamespace, function.proargtypes))
        roles = [
            role
            for role in API_ROLES
            if (roleid := access.role(role)) is not None
            and access.on_function(roleid, function)
            and not (old is not None and old.prosecdef and access.on_function(roleid, old))
        ]
        if roles:
            name = routine_signature(view.catalog, function)
            yield Verdict(
                object=f"{name} in {view.file.name}",
                message=f"this file lets {' and '.join(roles)} call {routine_word(function).lower()} {name} with its "
                "owner's rights",
                step=step.index,
            )
