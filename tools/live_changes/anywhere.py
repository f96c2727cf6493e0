"""Random single changes to databases that real histories built: `python -m tools.live_changes.anywhere CORPORA.tsv FOLDER
[NAME...]`.

The database of each history is built as tools.noise does; then objects are drawn from the rehearsed catalog, changed in
a transaction that is taken back, and the change is to be reported as itself and as nothing else. What the server refuses
(others depend on it) is not counted.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from analyzer.catalog.objects import ObjectAddress
from analyzer.cli.live import compare_live
from analyzer.deparse.names import qualified_relation_name
from analyzer.diff.kinds import KINDS
from analyzer.diff.naming import identity
from analyzer.diff.scope import Scope
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.snapshot.load import load_snapshot
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import room_for_depth
from tools.histories import arguments, chosen_histories
from tools.live_changes.live_change import LiveChange, change
from tools.live_changes.play import snapshot
from tools.noise import play
from tools.oracle import Servers

if TYPE_CHECKING:
    from tools.postgres import Server

Make = Callable[[str, str, Any], LiveChange]


def changes_to(run: Rehearsal) -> list[LiveChange]:
    """Return every change that can be thought of to the objects that a history made."""
    return list(_changes(run))


def _changes(run: Rehearsal) -> Iterator[LiveChange]:
    catalog = run.catalog
    user = catalog.pg_authid.first("name", run.baseline.session_user)
    assert user is not None
    scope = Scope(catalog, catalog, None, user.oid)
    for kind in KINDS:
        for record in scope.records(kind.classid, kind.select):
            table = catalog.tables[kind.classid]
            if table.is_baseline(table.key_of(record)):
                continue
            name = identity(catalog, kind.address(record))
            for make in _MAKERS.get(kind.name, ()):
                yield make(kind.name, name, record)
            if kind.name == "table":
                yield from _columns(run, record)


def _columns(run: Rehearsal, table: Any) -> Iterator[LiveChange]:
    catalog = run.catalog
    relation = qualified_relation_name(catalog, table.oid)
    if catalog.pg_inherits.has("child", table.oid) or catalog.pg_inherits.has("parent", table.oid):
        return
    for column in catalog.pg_attribute.find("relation", table.oid):
        if column.attnum < 1 or column.attisdropped or column.attidentity or column.attgenerated:
            continue
        name = identity(catalog, ObjectAddress("pg_class", table.oid, column.attnum))
        shown = quote_identifier(column.attname)
        head = f"ALTER TABLE {relation} ALTER COLUMN {shown}"
        yield change(f"ALTER TABLE {relation} RENAME COLUMN {shown} TO renamed_here", f"renamed column:{name}:name")
        yield change(f"COMMENT ON COLUMN {relation}.{shown} IS 'changed here'", f"changed column:{name}:comment")
        yield change(f"{head} SET STATISTICS 77", f"changed column:{name}:statistics target")
        if column.atthasdef:
            yield change(f"{head} DROP DEFAULT", f"changed column:{name}:default")
        if column.attnotnull:
            yield change(f"{head} DROP NOT NULL", f"changed column:{name}:not null")
        else:
            yield change(f"{head} SET NOT NULL", f"changed column:{name}:not null")


def _bare(identity_text: str) -> tuple[str, str]:
    """Split ``x on s.t``."""
    name, _, table = identity_text.rpartition(" on ")
    return name, table


def _drop(noun: str) -> Make:
    return lambda kind, name, _record: change(
        f"DROP {noun} {' ON '.join(_bare(name)) if ' on ' in name else name}", f"missing {kind}:{name}"
    )


def _alter(noun: str, text: str, aspect: str) -> Make:
    return lambda kind, name, _record: change(f"ALTER {noun} {name} {text}", f"changed {kind}:{name}:{aspect}")


def _comment(noun: str) -> Make:
    def make(kind: str, name: str, _record: Any) -> LiveChange:
        target = " ON ".join(_bare(name)) if " on " in name else name
        return change(f"COMMENT ON {noun} {target} IS 'changed here'", f"changed {kind}:{name}:comment")

    return make


def _security(kind: str, name: str, record: Any) -> LiveChange:
    word = "ENABLE" if not record.relrowsecurity else "DISABLE"
    return change(f"ALTER TABLE {name} {word} ROW LEVEL SECURITY", f"changed {kind}:{name}:row level security")


def _policy(kind: str, name: str, record: Any) -> LiveChange:
    clause = "USING" if record.polqual is not None else "WITH CHECK"
    policy, table = _bare(name)
    return change(f"ALTER POLICY {policy} ON {table} {clause} (1 = 2)", f"changed {kind}:{name}:{clause}")


def _constraint(kind: str, name: str, _record: Any) -> LiveChange:
    constraint, table = _bare(name)
    return change(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}", f"missing {kind}:{name}")


def _constraint_name(kind: str, name: str, _record: Any) -> LiveChange:
    constraint, table = _bare(name)
    return change(f"ALTER TABLE {table} RENAME CONSTRAINT {constraint} TO renamed_here", f"renamed {kind}:{name}:name")


def _disabled(kind: str, name: str, record: Any) -> LiveChange:
    trigger, table = _bare(name)
    word = "ENABLE" if record.tgenabled == "D" else "DISABLE"
    return change(f"ALTER TABLE {table} {word} TRIGGER {trigger}", f"changed {kind}:{name}:enabled")


def _definer(kind: str, name: str, record: Any) -> LiveChange:
    word = "INVOKER" if record.prosecdef else "DEFINER"
    return change(f"ALTER ROUTINE {name} SECURITY {word}", f"changed {kind}:{name}:security")


def _renamed(noun: str) -> Make:
    return lambda kind, name, _record: change(f"ALTER {noun} {name} RENAME TO renamed_here", f"renamed {kind}:{name}:name")


_MAKERS: dict[str, tuple[Make, ...]] = {
    "table": (
        _security, _comment("TABLE"), _renamed("TABLE"),
        lambda kind, name, _r: change(
            f"GRANT REFERENCES ON {name} TO pg_monitor", f"changed {kind}:{name}:privileges of pg_monitor"
        ),
        _alter("TABLE", "REPLICA IDENTITY NOTHING", "replica identity"),
        _alter("TABLE", "SET (fillfactor = 33)", "storage parameter fillfactor"),
    ),
    "index": (_drop("INDEX"), _renamed("INDEX"), _comment("INDEX")),
    "constraint": (_constraint, _constraint_name),
    "policy": (_drop("POLICY"), _policy, _comment("POLICY")),
    "trigger": (_drop("TRIGGER"), _disabled, _comment("TRIGGER")),
    "function": (_definer, _drop("ROUTINE"), _alter("ROUTINE", "SET geqo = 'off'", "setting geqo")),
    "view": (_drop("VIEW"), _renamed("VIEW"), _alter("VIEW", "SET (security_barrier = on)", "option security_barrier")),
    "sequence": (_alter("SEQUENCE", "CACHE 77", "cache"), _renamed("SEQUENCE")),
    "type": (_renamed("TYPE"), _comment("TYPE")),
    "rule": (_drop("RULE"),),
    "publication table": (),
}  # fmt: skip


def measure(
    name: str, folder: Path, server: Server, baseline: str, postgres: int, count: int, seed: int
) -> tuple[int, list[str]]:
    """Make that many changes; return how many the server took, and what went wrong."""
    supabase = baseline == "supabase"
    template = os.environ.get("PGREHEARSE_SUPABASE_TEMPLATE", "template_supabase") if supabase else "template0"
    wrong: list[str] = []
    taken = 0
    with contextlib.ExitStack() as stack:
        dsn = stack.enter_context(server.fresh_database(template, "postgres" if supabase else None))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pgrehearse-anywhere-")))
        play(folder, dsn, "postgres" if supabase else None, scratch / "accepted")
        options = Options(layout="files", baseline=baseline, postgres=postgres)  # type: ignore[arg-type]
        run = rehearse(sorted((scratch / "accepted").glob("*.sql"), key=os.fsencode), options)
        found = changes_to(run)
        random.Random(seed).shuffle(found)
        for each in found:
            if taken == count:
                break
            reported = _reported(run, dsn, each)
            if reported is None:
                continue
            taken += 1
            if reported != each.expected:
                wrong.append(f"{name}: {each.sql}")
                wrong += [f"    not reported: {text}" for text in sorted(each.expected - reported)]
                wrong += [f"    reported: {text}" for text in sorted(reported - each.expected)]
    return taken, wrong


def _reported(run: Rehearsal, dsn: str, each: LiveChange) -> frozenset[str] | None:
    with psycopg.connect(dsn) as connection:
        try:
            connection.execute("SET client_min_messages = error")
            connection.execute(each.sql)
            content = snapshot(connection)
        except psycopg.Error:
            return None
        finally:
            connection.rollback()
    with room_for_depth():
        live = load_snapshot(content, "snapshot")
    changes = compare_live(run, live).changes
    return frozenset(f"{c.action} {c.name}" for c in changes)


def main() -> int:
    """Print what went wrong, and count; exit 1 where anything did."""
    options = arguments(__doc__)
    options.add_argument("--changes", type=int, default=40, help="so many to each database")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    total = bad = 0
    with contextlib.ExitStack() as stack:
        for each in chosen_histories(chosen, Servers(stack)):
            taken, wrong = measure(
                each.name, each.folder, each.server, each.baseline, chosen.postgres, chosen.changes, chosen.seed
            )
            total += taken
            bad += sum(not line.startswith(" ") for line in wrong)
            print(f"{each.name}: {taken} changes", *wrong, sep="\n", flush=True)
    print(f"{total} changes, {bad} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
