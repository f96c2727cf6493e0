"""Default privileges give future objects to everybody, or to the API's roles.

ALTER DEFAULT PRIVILEGES ... GRANT holds for every table, sequence or function that its role makes later, whatever it is
for. What the platform's own default privileges give is not reported.

```sql fails
-- baseline: supabase
create schema app;
alter default privileges in schema app grant all on tables to anon;
```

```sql passes
-- baseline: supabase
create schema app;
alter default privileges in schema app grant all on tables to service_role;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.describe import object_description
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.record import Acl
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_KINDS: Final = "rSf"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the default privileges that migrations have opened to such roles."""
    catalog = view.catalog
    roles = {acl.PUBLIC: "PUBLIC"}
    if view.around.baseline == "supabase":
        roles |= {oid: name for name in API_ROLES if (oid := view.access.role(name)) is not None}
    for row in catalog.pg_default_acl.changed():
        if row.defaclobjtype not in _KINDS:
            continue
        old = catalog.pg_default_acl.baseline(row.oid) if catalog.pg_default_acl.is_baseline(row.oid) else None
        before = _granted(old.defaclacl if old is not None else _built_in(row.defaclobjtype, row.defaclnamespace))
        gained = {
            roleid: privileges & ~before.get(roleid, 0)
            for roleid, privileges in _granted(row.defaclacl).items()
            if roleid in roles and privileges & ~before.get(roleid, 0)
        }
        if gained:
            address = ObjectAddress("pg_default_acl", row.oid)
            described = object_description(catalog, address)
            whom = " and ".join(
                f"{quote_identifier(roles[roleid]) if roleid else 'PUBLIC'} ({_words(privileges)})"
                for roleid, privileges in sorted(gained.items())
            )
            yield Verdict(
                object=described,
                message=f"{described} give every future one to {whom}",
                address=address,
                fix="grant on each object what it needs.",
            )


def _granted(items: Acl) -> dict[int, int]:
    found: dict[int, int] = {}
    for item in items or ():
        found[item.grantee] = found.get(item.grantee, 0) | item.privs
    return found


def _built_in(objtype: str, namespace: int) -> Acl:
    """What PUBLIC has without any default privileges: a row for all schemas begins with it (acldefault)."""
    return () if namespace else acl.default_acl(objtype, 0)


def _words(privileges: int) -> str:
    return ", ".join(name for bit, name in acl.PRIVILEGE_NAMES.items() if privileges & bit)
