"""Random DDL, step by step, on the simulator and on a real server: the same answers, and the same catalog at the end.

A short run on 18 here; `nox -s oracle` plays thousands of statements (PGREHEARSE_STATEFUL_EXAMPLES says how many
sequences, PGREHEARSE_STATEFUL_POSTGRES on which version).
"""

from __future__ import annotations

import contextlib
import os
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tools.oracle import Servers
from tools.postgres import Server
from tools.sequences.choice import Choice, seeded
from tools.sequences.play import play, player
from tools.sequences.statement import BEGINNING, KINDS, sequence_of, statement

EXAMPLES = int(os.environ.get("PGREHEARSE_STATEFUL_EXAMPLES", "0"))
VERSION = int(os.environ.get("PGREHEARSE_STATEFUL_POSTGRES", "18"))


class Databases(RuleBasedStateMachine):
    """A real database and a simulated one, given the same statements."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.player = self.stack.enter_context(player(self.server, VERSION))

    def step(self, text: str) -> None:
        """Run a statement on both."""
        difference = self.player.step(text)
        assert difference is None, f"\n{difference}"

    @initialize(left_out=st.sets(st.integers(0, len(BEGINNING) - 1), max_size=3))
    def begin(self, left_out: set[int]) -> None:
        for number, text in enumerate(BEGINNING):
            if number not in left_out:
                self.step(text)

    def teardown(self) -> None:
        """Compare the catalogs."""
        with self.stack:
            differences = self.player.finish()
        assert not differences, "\n" + "\n".join(map(str, differences))


def _rule(kind: str) -> Any:
    write = KINDS[kind][1]

    @rule(data=st.data())
    def step(self: Databases, data: st.DataObject) -> None:
        # The text is what a failing example shows.
        text = write(Choice(lambda options: data.draw(st.sampled_from(options))))
        self.step(text)

    step.__name__ = kind
    return step


for _kind in KINDS:
    setattr(Databases, _kind, _rule(_kind))


@pytest.mark.skipif(not EXAMPLES, reason="for nox -s oracle: PGREHEARSE_STATEFUL_EXAMPLES says how many sequences")
def test_any_statements_have_the_same_outcome_and_leave_the_same_catalog() -> None:
    with contextlib.ExitStack() as stack:
        found = Servers(stack).find("postgres", VERSION)
        assert found is not None, f"PGREHEARSE_SERVER_{VERSION} names no server"
        Databases.server = found
        run_state_machine_as_test(
            Databases,
            settings=settings(
                max_examples=EXAMPLES, stateful_step_count=40, deadline=None, derandomize=False, print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip


@pytest.mark.parametrize("run", range(10))
def test_a_few_sequences_have_the_same_outcomes_and_leave_the_same_catalog(server: Server, run: int) -> None:
    differences = play(server, sequence_of(seeded(f"1.{run}"), 40))
    assert not differences, "\n" + "\n".join(map(str, differences))


def test_the_same_seed_writes_the_same_statements() -> None:
    assert sequence_of(seeded("a"), 30) == sequence_of(seeded("a"), 30)
    assert statement(seeded("a")) != statement(seeded("b"))


@pytest.mark.parametrize("version", [15, 16, 17])
def test_older_servers_agree_too(version: int) -> None:
    with contextlib.ExitStack() as stack:
        server = Servers(stack).find("postgres", version)
        if server is None:
            pytest.skip(f"PGREHEARSE_SERVER_{version} names no server")
        for run in range(5):
            differences = play(server, sequence_of(seeded(f"{version}.{run}"), 40), version)
            assert not differences, "\n" + "\n".join(map(str, differences))
