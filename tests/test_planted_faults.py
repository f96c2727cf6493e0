"""Faults planted in a history: a server and the rehearsal must say the same of each statement."""

from __future__ import annotations

import random
from pathlib import Path

from analyzer.rehearsal import Options
from tools.case import split
from tools.mutation import KINDS, mutations
from tools.planted_faults import Tally, run
from tools.postgres import Server

HERE = Path(__file__).parent
HISTORY = [HERE / "equality" / "expressions.sql", HERE / "deparse" / "everything.sql"]


def test_mutations_are_the_seed_s_and_leave_the_statements_apart() -> None:
    text = HISTORY[0].read_text(encoding="utf-8")
    found = list(mutations(text, random.Random(5), 60))
    assert found == list(mutations(text, random.Random(5), 60))
    assert len({mutation.text for mutation in found}) == 60
    assert {mutation.kind for mutation in found} == set(KINDS)
    number = len(split(text))
    assert sum(len(split(mutation.text)) != number for mutation in found) == 0


def test_planted_faults_have_the_server_s_outcomes(server: Server) -> None:
    tally = Tally()
    options = Options(layout="files", baseline="postgres", postgres=18)
    told = list(run(tally, server.dsn, HISTORY, options, count=40, seed=2, template="template0", user=None))
    assert told == []
    assert tally.mutations >= 35
    assert tally.changed >= 35
    assert tally.agreed == tally.statements
