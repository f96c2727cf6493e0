"""What the manual pages of the rules about locks and rewrites claim in their examples, put to a real server."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import psycopg
import pytest

from analyzer.rules.judge.discover import rule_named
from tools.lock_claims import WORK_RULES, Claim, Seen, contradiction, put_to_server
from tools.postgres import Server
from tools.rule_examples import examples, play


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    with server.fresh_database() as dsn:
        yield dsn


@pytest.mark.parametrize("name", sorted(WORK_RULES))
def test_a_server_confirms_what_the_examples_claim(name: str, database: str) -> None:
    claims: list[Claim] = []
    for example in examples(rule_named(name)):
        found = play(example._replace(options=msgspec.structs.replace(example.options, postgres=18)))
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        answers = list(put_to_server(found.run, database))
        # VACUUM FULL cannot be looked at in a transaction.
        seen = [answer for answer in answers if answer[0].tag != "VacuumStmt"]
        assert [answer for answer in seen if answer[2] is not None] == []
        claims += [claim for _, claim, _ in seen]
    assert any(not claim.idle for claim in claims), "an example that fails claims something"


def test_a_wrong_claim_is_contradicted() -> None:
    idle, busy = Seen(frozenset(), frozenset(), {}), Seen(frozenset({"public.t"}), frozenset(), {})
    works = Claim("blocking-check", "works on its table", "public.t", idle=False, mode="AccessExclusiveLock")
    rests = Claim("blocking-check", "it is NOT VALID", "public.t", idle=True)
    assert contradiction(works, idle) == "the server neither reads it nor writes it anew"
    assert contradiction(works, busy) == "the server holds no lock, not AccessExclusiveLock"
    assert contradiction(rests, busy) == "the server reads it or gives it or an index a new file"
    assert contradiction(rests, idle) is None
