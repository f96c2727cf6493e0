"""Every statement the parser can emit has exactly one home, and every named handler is there."""

from __future__ import annotations

import inspect
from collections import Counter
from importlib import import_module

import pytest
from pglast import ast

from analyzer.commands import define
from analyzer.commands.alter_table.subcommands import KINDS, load
from analyzer.commands.dispatch import HANDLERS, NEVER_TOP_LEVEL, NO_CATALOG_EFFECT, NOT_SIMULATED

STATEMENTS = sorted(name for name, node in vars(ast).items() if inspect.isclass(node) and name.endswith("Stmt"))
PLACES = {**HANDLERS, **NO_CATALOG_EFFECT, **define.HOMES}


def test_every_statement_has_one_home() -> None:
    homes = Counter([*HANDLERS, *NO_CATALOG_EFFECT, *NOT_SIMULATED, *NEVER_TOP_LEVEL])
    assert [name for name, count in homes.items() if count > 1] == []
    assert sorted(set(STATEMENTS) - set(homes)) == []
    assert sorted(set(homes) - set(STATEMENTS)) == []


@pytest.mark.parametrize("table", [HANDLERS, NO_CATALOG_EFFECT, NOT_SIMULATED], ids=["handlers", "checks", "unknown"])
def test_tables_are_sorted(table: dict[str, str]) -> None:
    assert list(table) == sorted(table)


@pytest.mark.parametrize("tag", sorted(PLACES))
def test_handlers_exist(tag: str) -> None:
    module, _, function = PLACES[tag].partition(":")
    handler = getattr(import_module(f"analyzer.commands.{module}"), function)
    assert list(inspect.signature(handler).parameters) == ["ctx", "node"]


@pytest.mark.parametrize("subtype", sorted(KINDS))
def test_subcommands_of_alter_table_exist(subtype: str) -> None:
    kind = KINDS[subtype]
    for place in filter(None, (kind.execute, kind.prepare)):
        assert callable(load(place))
