"""One rehearsal, ready to be asked about the causes of its errors: who makes what is missing, where else it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.analyze.missing import levenshtein
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.findings.causes import Cause, Intents, first_made, tree_of
from analyzer.findings.intent import would_make
from analyzer.findings.lifetimes import Event, Lifetimes
from analyzer.findings.object_name import ObjectName
from analyzer.findings.order import FailedMakers, Maker, later_maker
from analyzer.findings.providers import extension_with
from analyzer.source.statements import parse_file
from analyzer.source.text import SourceText
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.rehearsal import Rehearsal
    from analyzer.source.statements import Statement
    from analyzer.steps import Step

_CLASSES: Final = {"relation": "pg_class", "type": "pg_type"}
_CLOSE: Final = 2
_MAX_SKIPPED_BYTES: Final = 1 << 20


class SkippedMaker(NamedTuple):
    """A statement in a file that the tool does not apply."""

    path: str
    line: int


class Account:
    """A rehearsal with the lifetimes of what its errors are about; `circular` are statements that no order helps."""

    def __init__(
        self, run: Rehearsal, lifetimes: Lifetimes, intents: Intents, circular: frozenset[Statement] = frozenset()
    ) -> None:
        self.run = run
        self.steps: Sequence[Step] = run.steps
        self.catalog = run.catalog
        self.lifetimes = lifetimes
        self.intents = intents
        self.circular = circular
        self._failed = FailedMakers(run.steps, intents)
        # Names that are compared letter by letter: thousands of errors and thousands of tables are too many pairs.
        self._budget = 20_000

    def later_maker(self, cause: Cause) -> Maker | None:
        """Where the object that a cause misses is made later."""
        return later_maker(cause, self.steps, self.lifetimes, self._failed)

    def is_circular(self, cause: Cause) -> bool:
        """Whether what makes the missing object needs, in turn, what this statement makes."""
        return cause.step.statement in self.circular

    def first_made(self, cause: Cause) -> Step | None:
        """The statement that made what the cause's statement finds to exist already."""
        index = first_made(cause.step, self.intents, self.lifetimes)
        return self.steps[index] if index is not None else None

    def end_of(self, cause: Cause) -> Event | None:
        """What became of an object that was there and is missing now."""
        return self.lifetimes.gone_before(cause.missing, cause.step.index) if cause.missing is not None else None

    def idle_maker(self, cause: Cause) -> Step | None:
        """An earlier statement that names the missing object but did nothing, because of IF NOT EXISTS."""
        name = cause.missing
        if name is None or name.kind not in ("column", "constraint"):
            return None
        idle = self._idle.get((name.kind, name.name), ())
        return next((step for each, step in idle if step.index < cause.step.index and each.matches(name)), None)

    @cached_property
    def _idle(self) -> dict[tuple[str, str], list[tuple[ObjectName, Step]]]:
        """Statements that did nothing, by what they name, the last one first."""
        found: dict[tuple[str, str], list[tuple[ObjectName, Step]]] = defaultdict(list)
        for step in reversed(self.steps):
            if step.tag in ("CreateStmt", "AlterTableStmt") and _did_nothing(step):
                for name in self.intents.made(step):
                    found[name.kind, name.name].append((name, step))
        return found

    @cached_property
    def relations(self) -> dict[str, list[PgClass]]:
        """The relations that migrations made or changed, by name, as they are at the end of the history."""
        found: dict[str, list[PgClass]] = defaultdict(list)
        for relation in self.catalog.pg_class.changed():
            found[relation.relname].append(relation)
        return found

    def addresses_of(self, name: ObjectName) -> list[ObjectAddress]:
        """The objects that go by a name at the end of the history, those that it made or changed."""
        if name.kind == "column":
            relation, _, column = name.name.rpartition(".")
            bearers = self.addresses_of(ObjectName("relation", name.schema, relation))
            found = [(each, self.catalog.pg_attribute.first("name", (each.objid, column))) for each in bearers]
            return [each._replace(objsubid=attribute.attnum) for each, attribute in found if attribute is not None]
        classid = _CLASSES.get(name.kind, "pg_proc" if name.kind == "function" else None)
        if classid is None:
            return []
        kind, table = OBJECT_KINDS[classid], self.catalog.tables[classid]
        assert kind.namecol is not None and kind.schemacol is not None
        schemas = self.catalog.pg_namespace
        found_so = []
        for schema in schemas:
            value = (name.name, schema.oid)
            if name.schema in (None, schema.nspname) and not schema.nspname.startswith("pg_"):
                records = table.find("name", name.name) if classid == "pg_proc" else table.find("name", value)
                found_so += [record for record in records if getattr(record, kind.schemacol) == schema.oid]
        return [ObjectAddress(classid, record.oid) for record in found_so if not table.is_baseline(record.oid)]

    def maker_of(self, address: ObjectAddress) -> Step | None:
        """The statement that made an object or a column which is there at the end of the history."""
        key: Any = (address.objid, address.objsubid) if address.objsubid else address.objid
        index = self._makers.get(("pg_attribute" if address.objsubid else address.classid, key))
        return self.steps[index] if index is not None else None

    @cached_property
    def _makers(self) -> dict[tuple[str, Any], int]:
        return {
            (entry.table.name, entry.key): step.index
            for step in self.steps
            for entry in step.changes
            if entry.old is None
        }

    def unique_keys(self, relid: int) -> list[str]:
        """The column lists of a table's unique keys, at the end of the history: ``(a, b)``."""
        keys = []
        for index in self.catalog.pg_index.find("relation", relid):
            columns = [self.catalog.pg_attribute.get((relid, attnum)) for attnum in index.indkey[: index.indnkeyatts]]
            if index.indisunique and index.indpred is None and all(columns):
                names = ", ".join(quote_identifier(column.attname) for column in columns if column is not None)
                keys.append(f"({names})")
        return keys

    def closest(self, name: str, known: Iterable[str]) -> str | None:
        """The name that was probably meant: two edits away at most, or one that goes on where this one ends."""
        close, longer = [], []
        for each in known:
            if len(name) > 3 and each.startswith(f"{name}_"):
                longer.append(each)
            elif abs(len(each) - len(name)) <= _CLOSE and len(set(name) ^ set(each)) <= 2 * _CLOSE and self._budget > 0:
                self._budget -= 1
                distance = levenshtein(name, each, _CLOSE)
                if distance <= _CLOSE and 3 * distance <= len(name):
                    close.append((distance, each))
        return min(close)[1] if close else longer[0] if len(longer) == 1 else None

    def maker_of_relation(self, cause: Cause) -> Step | None:
        """The statement that made the relation which lacks a column."""
        name = cause.missing
        if name is None or name.kind != "column":
            return None
        relation = ObjectName("relation", name.schema, name.name.rpartition(".")[0])
        event = self.lifetimes.made_before(relation, cause.step.index)
        return self.steps[event.step] if event is not None else None

    def skipped_maker(self, name: ObjectName) -> SkippedMaker | None:
        """A statement that would make the object, in a file that the tool passes over because of its name."""
        return next((place for each, place in self._skipped if each.matches(name)), None)

    @cached_property
    def _skipped(self) -> list[tuple[ObjectName, SkippedMaker]]:
        found = []
        for finding in self.run.history.findings:
            if finding.code != "skipped-file":
                continue
            try:
                with open(finding.path, "rb") as file:
                    data = file.read(_MAX_SKIPPED_BYTES)
            except OSError:
                # The finding about the file stands; what it holds would only have been a hint.
                continue
            source = SourceText(finding.path, data)
            for statement in parse_file(source, data):
                if statement.error is None:
                    place = SkippedMaker(finding.path, statement.line)
                    found += [(name, place) for name in would_make(statement.tag, statement.node, statement.text)]
        return found

    def extension_of(self, name: ObjectName) -> str | None:
        """The extension that has a missing function or type, where no migration makes that itself."""
        if name.kind not in ("function", "type") or self.lifetimes.knows(name):
            return None
        found = extension_with(name, self.run.baseline.postgres, self.run.baseline.name)
        if found is None or self.catalog.pg_extension.first("name", found) is not None:
            return None
        return found

    def schemas_with(self, name: ObjectName) -> list[str]:
        """The schemas that do have a relation or type of this name, at the end of the history."""
        if name.kind not in _CLASSES:
            return []
        table = self.catalog.tables[_CLASSES[name.kind]]
        return sorted(
            schema.nspname
            for schema in self.catalog.pg_namespace
            if schema.nspname != name.schema
            and not schema.nspname.startswith(("pg_", "information_schema"))
            and table.has("name", (name.name, schema.oid))
        )

    def functions_named(self, name: ObjectName) -> Iterator[tuple[str, str, Step | None]]:
        """Yield (schema, signature, who made it) of the functions that go by a name, at the end of the history."""
        from analyzer.catalog.format_type import format_type

        if name.kind != "function":
            return
        for function in self.catalog.pg_proc.find("name", name.name):
            schema = self.catalog.pg_namespace.get(function.pronamespace)
            if schema is not None:
                types = ", ".join(format_type(self.catalog, typid) for typid in function.proargtypes)
                maker = self.maker_of(ObjectAddress("pg_proc", function.oid))
                yield schema.nspname, f"{name.name}({types})", maker

    def own_search_path(self, step: Step) -> list[str] | None:
        """The search path that a CREATE FUNCTION gives its function, None where it gives none."""
        node = tree_of(step)
        if node is None or step.tag != "CreateFunctionStmt":
            return None
        for item in node.get("options", ()):
            setting = item["DefElem"].get("arg", {}).get("VariableSetStmt")
            if setting is not None and setting.get("name") == "search_path":
                constants = [each.get("A_Const", {}).get("sval", {}) for each in setting.get("args", ())]
                return [path for each in constants if (path := each.get("sval"))]
        return None


def _did_nothing(step: Step) -> bool:
    return step.outcome == "ok" and not step.changes and not step.undone
