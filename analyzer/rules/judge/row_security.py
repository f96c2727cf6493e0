"""Which policies stand between a role and a table, and what these policies read in their turn
(src/backend/rewrite/rowsecurity.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.catalog.exprs import FuncExpr, RangeTblEntry, Stored, nodes
from analyzer.rules.judge.bodies import relations_read
from analyzer.rules.judge.options import is_security_invoker
from analyzer.rules.judge.state import API_ROLES

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

EVERYBODY: Final = 0
"""Stands for a role that nothing names: it has what PUBLIC has."""


class Read(NamedTuple):
    """A table that a policy reads as the role that queries; `through` names the view or function in between."""

    relid: int
    through: str = ""


class RowSecurity:
    """Answers about row level security in the end state."""

    def __init__(self, view: StateView) -> None:
        self._view = view
        self._catalog = view.catalog
        self._reads: dict[int, tuple[Read, ...]] = {}

    def roles(self) -> list[int]:
        """The roles to ask about: the API's on Supabase, else everybody and those that policies and privileges name."""
        if self._view.around.baseline == "supabase":
            found = (self._view.access.role(name) for name in API_ROLES)
            return [oid for oid in found if oid is not None]
        named: set[int] = set()
        for _, table, policy in self._view.policies("rp"):
            named.update(policy.polroles)
            named.update(item.grantee for item in table.relacl or ())
        return sorted({EVERYBODY, *(role for role in named if not self._view.access.bypasses_rls(role))})

    def is_subject(self, relation: PgClass, roleid: int) -> bool:
        """Whether policies stand between the role and the relation's rows (check_enable_rls)."""
        if not relation.relrowsecurity or self._view.access.bypasses_rls(roleid):
            return False
        return relation.relforcerowsecurity or relation.relowner not in self._roles_of(roleid)

    def policies(self, relation: PgClass, roleid: int, commands: str) -> list[PgPolicy]:
        """The policies of these commands (letters of polcmd) that hold for the role, in the order of their making."""
        roles = self._roles_of(roleid)
        return [
            policy
            for policy in self._catalog.pg_policy.find("relation", relation.oid)
            if policy.polcmd in commands and (policy.polroles == (0,) or not roles.isdisjoint(policy.polroles))
        ]

    def reads(self, policy: PgPolicy) -> tuple[Read, ...]:
        """The tables that a policy's expressions read with the rights of whoever queries."""
        found = self._reads.get(policy.oid)
        if found is None:
            parts = (policy.polqual, policy.polwithcheck)
            found = self._reads[policy.oid] = tuple(
                dict.fromkeys(read for part in parts if part is not None for read in self._reads_of(part, "", 0))
            )
        return found

    def _roles_of(self, roleid: int) -> frozenset[int]:
        return frozenset() if roleid == EVERYBODY else self._view.access.roles_of(roleid)

    def _reads_of(self, stored: Stored, through: str, depth: int) -> Iterator[Read]:
        for node in nodes(stored):
            if isinstance(node, RangeTblEntry) and node.rtekind == "relation":
                yield from self._relation(node.relid, through, depth)
            elif isinstance(node, FuncExpr):
                yield from self._function(node.funcid, depth)

    def _relation(self, relid: int, through: str, depth: int) -> Iterator[Read]:
        relation = self._catalog.pg_class.get(relid)
        if relation is None:
            return
        if relation.relkind in "rp":
            yield Read(relid, through)
        elif relation.relkind == "v" and is_security_invoker(relation) and depth < _DEEP:
            # Any other view reads with its owner's rights, who is seldom subject to the policies.
            for rule in self._catalog.pg_rewrite.find("relation", relid):
                if rule.ev_type == "1":
                    for action in rule.ev_action:
                        yield from self._reads_of(action, through or f"view {relation.relname}", depth + 1)

    def _function(self, funcid: int, depth: int) -> Iterator[Read]:
        function = self._catalog.pg_proc.get(funcid)
        # What the baseline brings reads none of the user's tables.
        if function is None or function.prosecdef or depth >= _DEEP or self._catalog.pg_proc.is_baseline(funcid):
            return
        for relid in relations_read(self._view, function):
            yield from self._relation(relid, f"function {function.proname}()", depth + 1)


_DEEP: Final = 5
