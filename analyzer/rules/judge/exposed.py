"""What the API shows to a role: for rules that differ only in the role, or in the kind of relation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.deparse.routine import argument_list, routine_signature, routine_word
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

_TRIGGERS: Final = (2279, 3838)


def callable_definers(view: StateView, rolename: str, lint: str) -> Iterator[Verdict]:
    """Yield the exposed SECURITY DEFINER functions that the role may execute; `lint` is splinter's name for it."""
    role = view.access.role(rolename)
    if role is None:
        return
    for schema, function in view.functions(exposed=True, members=True):
        if function.prosecdef and view.access.on_function(role, function):
            name = routine_signature(view.catalog, function)
            word = routine_word(function)
            arguments = argument_list(view.catalog, function, defaults=False)
            is_trigger = function.prorettype in _TRIGGERS
            yield Verdict(
                object=f"{word.lower()} {name}",
                message=f"{rolename} may execute {name}, which only triggers can call"
                if is_trigger
                else f"{rolename} can call {name}, which runs with its owner's rights",
                level="info" if is_trigger else None,
                address=ObjectAddress("pg_proc", function.oid),
                fix=f"REVOKE EXECUTE ON {word} {name} FROM PUBLIC, {rolename}; unless it is meant to be called.",
                splinter=Splinter(lint, f"{lint}_{schema}_{function.proname}_{arguments}"),
            )


def graphql_relations(view: StateView, rolename: str, lint: str) -> Iterator[Verdict]:
    """Yield the relations that the role may select from, where pg_graphql is installed."""
    role = view.access.role(rolename)
    if role is None or view.catalog.pg_extension.first("name", "pg_graphql") is None:
        return
    for schema, relation in view.relations("rvmf", members=True):
        if view.access.on_columns(role, relation, SELECT):
            name = quote_qualified(schema, relation.relname)
            noun = relation_noun(relation.relkind)
            yield Verdict(
                object=f"{noun} {name}",
                message=f"{noun} {name} stands in the GraphQL schema that {rolename} sees",
                address=ObjectAddress("pg_class", relation.oid),
                fix=f"REVOKE SELECT ON {name} FROM {rolename}; unless it is meant to be seen.",
                splinter=Splinter(lint, f"{lint}_{schema}_{relation.relname}"),
            )


def without_row_security(view: StateView, relkind: str, lint: str) -> Iterator[Verdict]:
    """Yield the exposed relations of a kind that row level security does not exist for."""
    noun = relation_noun(relkind)
    for schema, relation in view.relations(relkind, exposed=True):
        readers = view.api_roles_with(SELECT, relation)
        if readers:
            name = quote_qualified(schema, relation.relname)
            yield Verdict(
                object=f"{noun} {name}",
                message=f"{' and '.join(readers)} can read all of {noun} {name}: it has no row level security",
                address=ObjectAddress("pg_class", relation.oid),
                fix=f"REVOKE SELECT ON {name} FROM {', '.join(readers)};",
                splinter=Splinter(lint, f"{lint}_{schema}_{relation.relname}"),
            )
