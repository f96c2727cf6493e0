"""A script of pg_dump, or of `supabase db dump`, as a live side: it is rehearsed (src/bin/pg_dump/pg_dump.c).

pg_dump writes privileges as what has to be granted and revoked beyond those PostgreSQL itself gives, so the script runs
without the baseline's default privileges. What no script holds, roles above all, is unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import structs

from analyzer import sqlstate
from analyzer.baseline import MAJORS, Baseline, load
from analyzer.catalog import acl, depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_authid import PgAuthid
from analyzer.engine.run import Engine
from analyzer.engine.taint import ANY, Taint
from analyzer.engine.touched import taint_statement
from analyzer.errors import NotSimulated, PgError, UsageError
from analyzer.session.session import Session
from analyzer.snapshot.live import Live, Unseen
from analyzer.source.discover import discover
from analyzer.source.file import MigrationFile
from analyzer.source.statements import Statement
from analyzer.steps import Step
from analyzer.tree.parse import Node, room_for_depth
from analyzer.tree.walk import walk

_HEAD: Final = 64 << 10
_HEADING: Final = b"PostgreSQL database dump"
_VERSION: Final = re.compile(rb"^-- Dumped from database version (\d+)(?:\.(\d+))?", re.MULTILINE)
_DATABASE: Final = re.compile(r"^-- Name: (.+); Type: DATABASE;", re.MULTILINE)
_PUBLIC: Final = "public"

_EXISTS: Final = frozenset(
    {
        sqlstate.DUPLICATE_OBJECT, sqlstate.DUPLICATE_TABLE, sqlstate.DUPLICATE_SCHEMA, sqlstate.DUPLICATE_FUNCTION,
        sqlstate.DUPLICATE_COLUMN, sqlstate.INVALID_TABLE_DEFINITION,
    }
)  # fmt: skip
"""What a statement says that makes what the platform has made already."""

_NOT_IN_SCRIPTS: Final = {
    "pg_authid": "a script holds no roles",
    "pg_auth_members": "a script holds no roles",
    "pg_db_role_setting": "a script holds no settings of roles and databases",
    "pg_tablespace": "a script holds no tablespaces",
    "pg_database": "a script does not hold the database's own owner and privileges",
}


def is_dump(content: bytes) -> bool:
    """Tell whether a file is a script that pg_dump wrote, with its heading or (Supabase's) without."""
    head = content[:_HEAD]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return False
    return _HEADING in head or (b"set_config('search_path', '', false)" in head and b"SET client_encoding" in head)


class Script:
    """A script that pg_dump wrote, still to be rehearsed; UsageError if it is of a version nobody knows."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.head = content[:_HEAD]
        version = _VERSION.search(self.head)
        self.postgres = int(version[1]) if version is not None else None
        self.minor = int(version[2] or 0) if version is not None else 0
        if self.postgres is not None and self.postgres not in MAJORS:
            raise UsageError(
                f"{path}: the dump is of PostgreSQL {self.postgres}; known are {MAJORS[0]} to {MAJORS[-1]}"
            )

    def load(self, baseline: Baseline, intended: Catalog | None = None) -> Live:
        """Return the live side that the script makes of a fresh database like `baseline`."""
        major = baseline.postgres if self.postgres is None else self.postgres
        files = discover([self.path], "files").files
        live = load(baseline.name, major).catalog
        with room_for_depth():
            script = _Run(files[0], live, intended, has_heading=_HEADING in self.head)
            script.run()
        found = _DATABASE.search(self.head.decode("utf-8", "replace"))
        return Live(
            live, "dump", self.path, major * 10000 + self.minor, database=found[1] if found is not None else None,
            unseen=tuple(script.unseen()), taint=script.taint(),
        )  # fmt: skip


class _Run:
    """One script on its way into a catalog."""

    def __init__(self, file: MigrationFile, catalog: Catalog, intended: Catalog | None, *, has_heading: bool) -> None:
        self.file = file
        self.catalog = catalog
        self.intended = intended
        self.failed: list[Step] = []
        self.doubtful: list[Unseen] = []
        self.schemas: set[str] = set()
        self.roles: set[str] = set()
        self.has_owners = False
        self.has_privileges = False
        self.extensions = False
        self.event_triggers = False
        self.has_heading = has_heading
        self.platform = [row for row in catalog.pg_namespace if not _is_system(row.nspname)]
        self.defaults = list(catalog.pg_default_acl)
        self.needs = {
            row.oid: depend.dependencies(catalog, ObjectAddress("pg_default_acl", row.oid)) for row in self.defaults
        }

    def run(self) -> None:
        """Run every statement as a superuser; what fails is undone alone, as psql does."""
        self._look_ahead()
        self._make_roles()
        for row in self.defaults:
            self.catalog.pg_default_acl.delete(row.oid)
            depend.forget(self.catalog, ObjectAddress("pg_default_acl", row.oid))
        if self.has_privileges:
            self._plain_public()
        engine = Engine(Session(self.catalog, acl.BOOTSTRAP_SUPERUSER))
        for statement in self.file.statements:
            step = engine.execute(self.file, statement)
            if step.error is not None and step.error.sqlstate == sqlstate.AMBIGUOUS_FUNCTION:
                step = self._execute_unambiguously(engine, statement)
            if step.outcome != "ok":
                self.failed.append(step)
        self._restore_defaults()

    def _execute_unambiguously(self, engine: Engine, statement: Statement) -> Step:
        """Run a statement that not even the server could: a call in it fits one function, and with its defaults another
        made later. It is taken for the first, and what it makes is not certain.
        """
        table = self.catalog.pg_proc
        hidden = [
            proc
            for proc in table.changed()
            if proc.pronargdefaults
            and any(
                each.pronamespace == proc.pronamespace and not each.pronargdefaults
                for each in table.find("name", proc.proname)
            )
        ]
        for proc in hidden:
            table.delete(proc.oid)
        step = engine.execute(self.file, statement)
        for proc in hidden:
            table.set(proc)
        for entry in step.changes:
            if entry.table.name in _WITH_EXPRESSIONS and type(entry.key) is int:
                self.doubtful.append(Unseen(entry.table.name, "which of several functions it calls", entry.key))
        return step

    def _look_ahead(self) -> None:
        for statement in self.file.statements:
            if statement.tag not in _TELLING:
                continue
            try:
                node = statement.node
            except (PgError, NotSimulated):
                continue
            if statement.tag == "CreateSchemaStmt":
                self.schemas.add(node.get("schemaname", ""))
            self.extensions |= statement.tag == "CreateExtensionStmt"
            self.event_triggers |= statement.tag == "CreateEventTrigStmt"
            self.has_privileges |= statement.tag in ("GrantStmt", "AlterDefaultPrivilegesStmt")
            self.has_owners |= statement.tag == "AlterOwnerStmt"
            if statement.tag == "AlterTableStmt":
                node = {"new owners": _new_owners(node)}
                self.has_owners |= bool(node["new owners"])
            self.roles.update(_role_names(node))

    def _make_roles(self) -> None:
        """Make the roles that the script names: it makes none itself, and could not have been written without them."""
        table = self.catalog.pg_authid
        for name in sorted(self.roles):
            if table.first("name", name) is None:
                found = self.intended.pg_authid.first("name", name) if self.intended is not None else None
                oid = self.catalog.new_oid()
                table.set(PgAuthid(oid, name) if found is None else structs.replace(found, oid=oid))

    def _plain_public(self) -> None:
        """Give schema public the privileges that a script's GRANT and REVOKE start from."""
        plain = load("postgres", self.catalog.postgres).catalog.pg_namespace.first("name", _PUBLIC)
        row = self.catalog.pg_namespace.first("name", _PUBLIC)
        if plain is not None and row is not None:
            self.catalog.pg_namespace.set(structs.replace(row, nspowner=plain.nspowner, nspacl=plain.nspacl))

    def _unseen_schemas(self) -> list[str]:
        """The platform's schemas that the script leaves out."""
        return [row.nspname for row in self.platform if row.nspname not in self.schemas and row.nspname != _PUBLIC]

    def _restore_defaults(self) -> None:
        """Put back the default privileges of schemas and roles that the script says nothing of."""
        names = self._unseen_schemas()
        if not names:
            return
        hidden = {row.oid for row in self.platform if row.nspname in names}
        held = {(row.defaclrole, row.defaclnamespace, row.defaclobjtype) for row in self.catalog.pg_default_acl}
        spoken = {role for role, _, _ in held}
        for row in self.defaults:
            key = (row.defaclrole, row.defaclnamespace, row.defaclobjtype)
            if key not in held and (row.defaclnamespace in hidden or row.defaclrole not in spoken):
                self.catalog.pg_default_acl.set(row)
                for need in self.needs[row.oid]:
                    self.catalog.pg_depend.set(need)

    def unseen(self) -> Iterator[Unseen]:
        """Yield what is not known of the database that the script was made of."""
        for catalog, reason in _NOT_IN_SCRIPTS.items():
            yield Unseen(catalog, reason)
        if self.extensions:
            yield Unseen("pg_extension", "a script does not hold the versions of extensions", column="extversion")
            yield Unseen("pg_extension", "a script does not hold the owners of extensions", column="extowner")
        for name in self._unseen_schemas():
            yield Unseen("pg_namespace", f"the script leaves out schema {name}", schema=name)
        if not self.has_heading and not self.event_triggers:
            # Supabase's own command takes them out.
            yield Unseen("pg_event_trigger", "the script leaves out event triggers")
        for kind in OBJECT_KINDS.values():
            if kind.ownercol is not None and not self.has_owners:
                yield Unseen(kind.classid, "the script has no owners (--no-owner)", column=kind.ownercol)
            if kind.aclcol is not None and not self.has_privileges:
                yield Unseen(kind.classid, "the script has no privileges (--no-privileges)", column=kind.aclcol)
        yield from self.doubtful
        for _, reason in self._unread():
            yield Unseen("script", reason)

    def taint(self) -> Taint:
        """Return what the statements that could not be read may have made."""
        found = Taint()
        for step, reason in self._unread():
            try:
                node = step.statement.node
            except (PgError, NotSimulated):
                # Nobody knows what a statement is about that cannot be parsed.
                found.add(ANY, ANY, reason)
                continue
            taint_statement(found, step.tag, node, step.statement.text, reason)
        return found

    def _unread(self) -> Iterator[tuple[Step, str]]:
        for step in self.failed:
            if step.error is not None and step.error.sqlstate in _EXISTS and self._has_platform():
                continue
            reason = step.error.message if step.error is not None else step.reason or ""
            yield step, f"{self.file.name}:{step.statement.line}: {reason}"

    def _has_platform(self) -> bool:
        return any(row.nspname != _PUBLIC for row in self.platform)


_WITH_EXPRESSIONS: Final = frozenset(
    {"pg_attrdef", "pg_constraint", "pg_policy", "pg_rewrite", "pg_trigger", "pg_index", "pg_proc"}
)

_TELLING: Final = frozenset(
    {
        "CreateSchemaStmt", "CreateExtensionStmt", "CreateEventTrigStmt", "GrantStmt", "AlterDefaultPrivilegesStmt",
        "AlterOwnerStmt", "AlterTableStmt", "CreatePolicyStmt", "CreateUserMappingStmt", "AlterUserMappingStmt",
        "CommentStmt",
    }
)  # fmt: skip
"""Statements that name roles, or tell what kind of script it is."""


def _role_names(node: object) -> Iterator[str]:
    for _, inner in walk(node):
        for value in (inner, *(v for v in inner.values() if isinstance(v, dict))):
            if value.get("roletype") == "ROLESPEC_CSTRING" and "rolename" in value:
                yield value["rolename"]


def _new_owners(node: Node) -> list[Node]:
    commands = (item["AlterTableCmd"] for item in node.get("cmds", ()))
    return [{"RoleSpec": command["newowner"]} for command in commands if command["subtype"] == "AT_ChangeOwner"]


def _is_system(name: str) -> bool:
    return name.startswith("pg_") or name == "information_schema"
