"""Who may do what: effective privileges of roles, memberships included (has_table_privilege and its like, acl.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog import acl

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_namespace import PgNamespace
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.catalog.record import Acl


class Access:
    """Answers about privileges in one catalog; memberships are looked up once as long as they do not change."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._versions: tuple[int, int] | None = None
        self._roles: dict[int, frozenset[int]] = {}

    def role(self, name: str) -> int | None:
        """The oid of a role, None where there is no such role."""
        found = self.catalog.pg_authid.first("name", name)
        return found.oid if found is not None else None

    def roles_of(self, roleid: int) -> frozenset[int]:
        """The roles whose privileges a role has, itself included; of PUBLIC, none."""
        if roleid == acl.PUBLIC:
            return frozenset()
        versions = (self.catalog.pg_authid.version, self.catalog.pg_auth_members.version)
        if versions != self._versions:
            self._versions = versions
            self._roles = {}
        found = self._roles.get(roleid)
        if found is None:
            found = self._roles[roleid] = acl.roles_of(self.catalog, roleid)
        return found

    def on_relation(self, roleid: int, relation: PgClass, wanted: int) -> int:
        """Which of the wanted privileges the role holds on a whole relation (pg_class_aclmask)."""
        held = self.on_acl(roleid, relation.relacl, relation.relowner, "S" if relation.relkind == "S" else "r", wanted)
        if held != wanted:
            roles = self.roles_of(roleid)
            if acl.PG_READ_ALL_DATA in roles:
                held |= wanted & acl.SELECT
            if acl.PG_WRITE_ALL_DATA in roles:
                held |= wanted & (acl.INSERT | acl.UPDATE | acl.DELETE)
            if acl.PG_MAINTAIN in roles:
                held |= wanted & acl.MAINTAIN
        return held

    def on_columns(self, roleid: int, relation: PgClass, wanted: int) -> int:
        """Which of the wanted privileges the role holds on some of a relation's columns at least."""
        held = self.on_relation(roleid, relation, wanted)
        if held == wanted:
            return held
        for column in self.catalog.pg_attribute.find("relation", relation.oid):
            if column.attnum > 0 and not column.attisdropped and column.attacl is not None:
                held |= self.on_acl(roleid, column.attacl, relation.relowner, "c", wanted)
        return held

    def columns(self, roleid: int, relation: PgClass, wanted: int) -> list[str]:
        """The columns on which the role holds the privilege by the columns' own privileges."""
        columns = sorted(self.catalog.pg_attribute.find("relation", relation.oid), key=lambda each: each.attnum)
        return [
            column.attname
            for column in columns
            if column.attnum > 0
            and not column.attisdropped
            and column.attacl is not None
            and self.on_acl(roleid, column.attacl, relation.relowner, "c", wanted)
        ]

    def on_function(self, roleid: int, function: PgProc) -> bool:
        """Whether the role may execute the function."""
        return bool(self.on_acl(roleid, function.proacl, function.proowner, "f", acl.EXECUTE))

    def on_schema(self, roleid: int, schema: PgNamespace, wanted: int) -> int:
        """Which of the wanted privileges (USAGE, CREATE) the role holds on a schema."""
        held = self.on_acl(roleid, schema.nspacl, schema.nspowner, "n", wanted)
        if wanted & acl.USAGE and not held & acl.USAGE:
            roles = self.roles_of(roleid)
            if acl.PG_READ_ALL_DATA in roles or acl.PG_WRITE_ALL_DATA in roles:
                held |= acl.USAGE
        return held

    def bypasses_rls(self, roleid: int) -> bool:
        """Whether no policy ever holds for the role."""
        role = self.catalog.pg_authid.get(roleid)
        return role is not None and (role.rolbypassrls or role.rolsuper)

    def on_acl(self, roleid: int, items: Acl, owner: int, objtype: str, wanted: int) -> int:
        """Which of the wanted privileges an acl column gives to the role (aclmask); `objtype` as in acl.all_rights."""
        if acl.is_superuser(self.catalog, roleid):
            return wanted
        roles = self.roles_of(roleid)
        held = 0
        for item in items if items is not None else acl.default_acl(objtype, owner, self.catalog.postgres):
            if item.grantee == acl.PUBLIC or item.grantee in roles:
                held |= item.privs
        return held & wanted
