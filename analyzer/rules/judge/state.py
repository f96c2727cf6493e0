"""StateView: the end state, as rules are shown it, and walks over those of its objects that are the user's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.catalog.access import Access
from analyzer.engine.taint import ANY

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.rules.judge.views import Surroundings
    from analyzer.steps import Step

API_ROLES: Final = ("anon", "authenticated")
"""The roles that a Supabase project's Data API acts as for its clients."""

PLATFORM_SCHEMAS: Final = frozenset(
    {
        "_timescaledb_cache", "_timescaledb_catalog", "_timescaledb_config", "_timescaledb_internal", "auth", "cron",
        "extensions", "graphql", "graphql_public", "information_schema", "net", "pgmq", "pgroonga", "pgsodium",
        "pgsodium_masks", "pgtle", "pgbouncer", "pg_catalog", "realtime", "repack", "storage", "supabase_functions",
        "supabase_migrations", "tiger", "topology", "vault",
    }
)  # fmt: skip
"""Schemas of Supabase and of extensions, which splinter leaves out."""

_SYSTEM_SCHEMAS: Final = frozenset({"pg_catalog", "information_schema"})


class Change(NamedTuple):
    """One write, and the number of the step that made it."""

    step: int
    entry: Entry


class TablePolicy(NamedTuple):
    """A policy with its table and the table's schema."""

    schema: str
    table: PgClass
    policy: PgPolicy


class StateView:
    """The end state: the catalog that the whole history leaves behind, and every step, what was rolled back marked.

    `transactions` are the numbers of the steps' transactions, as in StepView. `history` returns the writes to one
    object's own row that stand, oldest first. Objects whose oid is a step's in `first_oids` or higher were made by that
    step or later. What an unknown statement may have changed is left out of all walks.
    """

    def __init__(
        self,
        around: Surroundings,
        steps: Sequence[Step],
        transactions: Sequence[int],
        history: Callable[[ObjectAddress], Sequence[Change]],
        first_oids: Sequence[int],
    ) -> None:
        self.around = around
        self.catalog: Catalog = around.catalog
        self.steps = steps
        self.transactions = transactions
        self.history = history
        self.first_oids = first_oids
        self.access = Access(around.catalog)

    def is_doubtful(self, kind: str, name: str) -> bool:
        """Whether an unknown statement may have made just this object other than the catalog says.

        Kinds and names are those of PgError.missing. A statement that may have changed any object of the kind does not
        count: what rules say after one is marked as doubtful as a whole.
        """
        reason = self.around.doubt(kind, None, name)
        return reason is not None and reason != self.around.doubt(kind, None, ANY)

    def relations(self, kinds: str, *, exposed: bool = False, members: bool = False) -> Iterator[tuple[str, PgClass]]:
        """Yield schema and relation for the user's relations of these relkinds.

        With `exposed`, of the schemas only that the API shows. What belongs to an extension is left out unless
        `members`.
        """
        for schema, relation in self._relations:
            if relation.relkind not in kinds or (exposed and schema not in self.around.exposed):
                continue
            if members or not self.is_member("pg_class", relation.oid):
                yield schema, relation

    def policies(self, kinds: str = "r", *, also: frozenset[str] = frozenset()) -> Iterator[TablePolicy]:
        """Yield the policies of the user's tables; `also` names platform schemas to look at as well."""
        tables = self._relations
        if also:
            tables = [*tables, *self._in_schemas(also & PLATFORM_SCHEMAS)]
        for schema, table in tables:
            if table.relkind in kinds:
                for policy in self.catalog.pg_policy.find("relation", table.oid):
                    if not self.is_doubtful("policy", f"{policy.polname} on {table.relname}"):
                        yield TablePolicy(schema, table, policy)

    def functions(self, *, exposed: bool = False, members: bool = False) -> Iterator[tuple[str, PgProc]]:
        """Yield schema and function for the user's functions; `exposed` and `members` as in `relations`."""
        for schema, oid in self.schemas.items():
            if exposed and schema not in self.around.exposed:
                continue
            for function in self.catalog.pg_proc.find("namespace", oid):
                if self.is_doubtful("function", function.proname):
                    continue
                if members or not self.is_member("pg_proc", function.oid):
                    yield schema, function

    def api_roles_with(self, privilege: int, relation: PgClass) -> list[str]:
        """Which of the API's roles hold a privilege on a whole relation."""
        roles = ((name, self.access.role(name)) for name in API_ROLES)
        return [name for name, oid in roles if oid is not None and self.access.on_relation(oid, relation, privilege)]

    @cached_property
    def schemas(self) -> dict[str, int]:
        """The user's schemas by name: neither the system's nor, on a platform, the platform's."""
        theirs = PLATFORM_SCHEMAS if self.around.baseline == "supabase" else _SYSTEM_SCHEMAS
        return {
            schema.nspname: schema.oid
            for schema in sorted(self.catalog.pg_namespace, key=lambda each: each.nspname)
            if schema.nspname not in theirs and not schema.nspname.startswith(("pg_toast", "pg_temp_"))
        }

    def is_member(self, classid: str, oid: int) -> bool:
        """Whether the object belongs to an extension."""
        return any(row.deptype == "e" for row in self.catalog.pg_depend.find("object", (classid, oid)))

    @cached_property
    def _relations(self) -> list[tuple[str, PgClass]]:
        return list(self._in_schemas(frozenset(self.schemas)))

    def _in_schemas(self, schemas: frozenset[str]) -> Iterator[tuple[str, PgClass]]:
        for name in sorted(schemas):
            schema = self.catalog.pg_namespace.first("name", name)
            for relation in self.catalog.pg_class.find("namespace", schema.oid) if schema is not None else ():
                if not any(self.is_doubtful(kind, relation.relname) for kind in ("relation", "shape")):
                    yield name, relation
