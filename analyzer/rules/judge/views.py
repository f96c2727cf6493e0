"""StepView and FileView: what a rule is shown while the rehearsal goes on, with the catalog as it then is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from analyzer.steps import Cascade

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.source.file import MigrationFile
    from analyzer.steps import Effect, Step
    from analyzer.tree.parse import Node

    E = TypeVar("E", bound=Effect)

DEFAULT_EXPOSED = ("public", "graphql_public")
"""The schemas that a Supabase project's API shows unless told otherwise."""

Doubt = Callable[[str, str | None, str], str | None]
"""Called with kind, schema and name of an object, as in PgError.missing: why an unknown statement may have made it
other than the catalog says, or None."""


class Surroundings(msgspec.Struct, frozen=True):
    """What stays the same for the whole run: `baseline` is "postgres" or "supabase"; `exposed` are the schemas that the
    platform's API shows.
    """

    catalog: Catalog
    postgres: int
    baseline: str
    doubt: Doubt
    exposed: tuple[str, ...]
    unguarded: Callable[[Step], Sequence[Entry] | None]
    """Called with a step that IF NOT EXISTS made do nothing: what it would have written, None if that is not known."""


class StepView(msgspec.Struct, frozen=True):
    """A statement that succeeded, right after it ran.

    Objects whose oid is `first_oid` or higher were made by this statement; `file_oid` or higher, by this file;
    `transaction_oid` or higher, in the same transaction.
    `transaction` is the same number for statements of one transaction; `in_block` says whether it is a transaction
    block, the file's own or the migration tool's. `setting` returns a parameter's value (``lock_timeout``) as it is
    now.
    """

    around: Surroundings
    step: Step
    first_oid: int
    file_oid: int
    transaction_oid: int
    transaction: int
    in_block: bool
    setting: Callable[[str], str | None]

    @property
    def catalog(self) -> Catalog:
        """The catalog after the statement; what was before is in `changes`."""
        return self.around.catalog

    @property
    def tag(self) -> str:
        """The parse-tree node's name; of a DO block's or a call's work, the block's."""
        return self.step.tag

    @property
    def node(self) -> Node:
        """The statement's parse tree."""
        return self.step.statement.node

    def changes(self, classid: str) -> Iterator[Entry]:
        """Yield the statement's writes to one catalog: `old` is None for a new row, `new` for a removed one."""
        return (entry for entry in self.step.changes if entry.table.name == classid)

    def effects(self, kind: type[E]) -> Iterator[E]:
        """Yield the statement's effects of one kind."""
        return (effect for effect in self.step.effects if isinstance(effect, kind))

    def made_by_statement(self, oid: int) -> bool:
        """Whether the object did not exist before this statement."""
        return oid >= self.first_oid

    def made_in_transaction(self, oid: int) -> bool:
        """Whether the object did not exist before this transaction."""
        return oid >= self.transaction_oid

    def made_by_file(self, oid: int) -> bool:
        """Whether the object did not exist before this file: nobody can be using it yet."""
        return oid >= self.file_oid


class Fate(NamedTuple):
    """What a file did to an object that was there before it: its record then and now (None: it is gone)."""

    before: Any
    after: Any
    changes: list[tuple[Step, Entry]]

    @property
    def step(self) -> Step:
        """The last statement of the file that changed it."""
        return self.changes[-1][0]

    def left(self, column: str) -> Step | None:
        """Return the first statement after which the column was not as before the file, None if there was none."""
        last: dict[int, tuple[Step, Any]] = {step.index: (step, entry.new) for step, entry in self.changes}
        for step, record in last.values():
            if record is None or getattr(record, column) != getattr(self.before, column):
                return step
        return None


class FileView:
    """A file, right after its last statement: its steps, and the catalog as they leave it."""

    def __init__(
        self,
        around: Surroundings,
        file: MigrationFile,
        steps: Sequence[Step],
        file_oid: int,
        transactions: Sequence[int],
        settings: Sequence[Callable[[str], str | None]],
    ) -> None:
        self.around = around
        self.catalog = around.catalog
        """The catalog after the file; what was before is in `changes`."""
        self.file = file
        self.steps = steps
        self.file_oid = file_oid
        self.transactions = transactions
        """The number of each step's transaction, as in StepView; negative outside of transaction blocks."""
        self.settings = settings
        """What returns a parameter's value as each step left it."""
        self._fates: dict[str, dict[Any, Fate]] = {}

    @cached_property
    def _by_catalog(self) -> dict[str, list[tuple[Step, Entry]]]:
        found: dict[str, list[tuple[Step, Entry]]] = defaultdict(list)
        for step in self.steps:
            for entry in step.changes:
                found[entry.table.name].append((step, entry))
        return found

    def changes(self, *classids: str) -> Iterator[tuple[Step, Entry]]:
        """Yield the file's writes to some catalogs, those to one catalog oldest first."""
        for classid in classids:
            yield from self._by_catalog.get(classid, ())

    def fates(self, classid: str) -> dict[Any, Fate]:
        """Return what became of each row of a catalog that was there before the file and that the file changed."""
        found = self._fates.get(classid)
        if found is None:
            changes: dict[Any, list[tuple[Step, Entry]]] = {}
            for step, entry in self._by_catalog.get(classid, ()):
                changes.setdefault(entry.key, []).append((step, entry))
            found = self._fates[classid] = {
                key: Fate(each[0][1].old, each[-1][1].new, each)
                for key, each in changes.items()
                if each[0][1].old is not None
            }
        return found

    @cached_property
    def fates_of_columns(self) -> dict[int, list[Fate]]:
        """The fates of columns that were there before the file, by relation."""
        found: dict[int, list[Fate]] = defaultdict(list)
        for (relid, _), fate in self.fates("pg_attribute").items():
            found[relid].append(fate)
        return found

    @cached_property
    def cascaded(self) -> frozenset[tuple[str, int]]:
        """Catalog and oid of what CASCADE alone has dropped."""
        return frozenset(
            (effect.classid, effect.objid)
            for step in self.steps
            for effect in step.effects
            if isinstance(effect, Cascade) and not effect.objsubid
        )

    def made_by_file(self, oid: int) -> bool:
        """Whether the object did not exist before this file."""
        return oid >= self.file_oid
