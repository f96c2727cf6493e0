"""One object's statements in a state script, and the order of all of them (pg_dump_sort.c)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import depend
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

SECTIONS: Final = (
    *("schema", "extension", "language", "am", "fdw", "server", "user mapping", "collation", "type", "routine"),
    *("aggregate", "operator", "opfamily", "opclass", "cast", "conversion", "text search", "sequence", "table"),
    *("default", "view", "attach", "check", "constraint", "index", "index attach", "statistics", "rule", "foreign key"),
    *("trigger", "policy", "event trigger", "publication", "subscription", "overload", "refresh"),
)
"""The order in which pg_dump writes kinds, as far as dependencies leave it free."""

_RANK: Final = {name: rank for rank, name in enumerate(SECTIONS)}


@dataclass(slots=True)
class Entry:
    """Statements that belong together, none ending in a semicolon.

    `address` is the object made; `covers` are further objects that come with it; `after` are objects that must exist
    first, besides those pg_depend knows of. `stub` makes a view that may be referred to before its own query can be
    written.
    """

    address: ObjectAddress
    section: str
    name: tuple[str, ...]
    statements: list[str] = field(default_factory=list)
    covers: list[ObjectAddress] = field(default_factory=list)
    after: list[ObjectAddress] = field(default_factory=list)
    stub: Callable[[], list[str]] | None = None


@dataclass(slots=True)
class Scope:
    """What the exporters share: the catalog, the role that will run the script, and which objects extensions bring."""

    catalog: Catalog
    role: int
    members: frozenset[tuple[str, int]]
    temporary: frozenset[tuple[str, int]] = frozenset()
    notes: list[str] = field(default_factory=list)
    keys_inside: bool = False
    """Whether CREATE TABLE has the table's primary key and unique constraints, where nothing else is said of them."""
    created: dict[tuple[str, Any], Any] = field(default_factory=dict)
    """Records of extensions' members as CREATE EXTENSION made them, by catalog and key; filled when first needed."""

    def new(self, classid: str) -> Iterator[Any]:
        """Yield the catalog's records that neither the baseline nor an extension brings, oldest first."""
        table = self.catalog.tables[classid]
        for record in table.changed():
            key = table.key_of(record)
            if table.is_baseline(key) or (classid, key) in self.members or (classid, key) in self.temporary:
                continue
            # pg_index says more of a relation, it is no class of objects of its own.
            if classid == "pg_index" and (("pg_class", key) in self.members or ("pg_class", key) in self.temporary):
                continue
            yield record

    def is_new(self, classid: str, oid: int) -> bool:
        """Tell whether the script itself makes the object."""
        table = self.catalog.tables[classid]
        return oid in table and not table.is_baseline(oid) and (classid, oid) not in self.members

    def attempt(self, what: str, write: Callable[[], list[str]]) -> list[str]:
        """Return the statements, or a note in their place for what cannot be written."""
        try:
            return write()
        except NotSimulated as reason:
            self.notes.append(f"{what}: {reason.reason}")
            return []


Exporter = Callable[[Scope], Iterator[Entry]]


def each(classid: str) -> Callable[[Callable[[Scope, Any], Iterator[Entry]]], Exporter]:
    """Make an exporter of one record into one of all new records of a catalog; what cannot be written is noted."""

    def exporter(entries_of: Callable[[Scope, Any], Iterator[Entry]]) -> Exporter:
        def run(scope: Scope) -> Iterator[Entry]:
            for record in scope.new(classid):
                try:
                    yield from list(entries_of(scope, record))
                except NotSimulated as reason:
                    kind = OBJECT_KINDS[classid]
                    name = getattr(record, kind.namecol) if kind.namecol is not None else classid
                    scope.notes.append(f"{kind.noun} {name}: {reason.reason}")

        run.__doc__ = entries_of.__doc__
        return run

    return exporter


def temporary_objects(catalog: Catalog) -> frozenset[tuple[str, int]]:
    """Return every object of a temporary schema and all that depends on one: what the end of the session takes away."""
    todo: list[tuple[str, int]] = []
    for schema in catalog.pg_namespace.changed():
        if schema.nspname.startswith("pg_temp"):
            for kind in OBJECT_KINDS.values():
                if kind.schemacol is not None:
                    records = catalog.tables[kind.classid].changed()
                    todo += [(kind.classid, r.oid) for r in records if getattr(r, kind.schemacol) == schema.oid]
    found: set[tuple[str, int]] = set()
    while todo:
        item = todo.pop()
        if item not in found:
            found.add(item)
            todo += [(row.classid, row.objid) for row in catalog.pg_depend.find("referenced", item)]
    return frozenset(found)


def extension_members(catalog: Catalog) -> frozenset[tuple[str, int]]:
    """Return every object that belongs to an extension, with what comes with it (its indexes, its row type)."""
    found: set[tuple[str, int]] = set()
    todo = list(_schemas_made_for_extensions(catalog))
    todo += [
        (row.classid, row.objid)
        for row in catalog.pg_depend
        if row.deptype == depend.EXTENSION and row.refclassid == "pg_extension"
    ]
    while todo:
        item = todo.pop()
        if item in found:
            continue
        found.add(item)
        todo += [
            (row.classid, row.objid)
            for row in catalog.pg_depend.find("referenced", item)
            if row.deptype == depend.INTERNAL or (row.deptype == depend.AUTO and row.classid in _FOLLOWING)
        ]
    return frozenset(found)


def _schemas_made_for_extensions(catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Yield the schemas that CREATE EXTENSION made because a control file names them, where that can be told: on the
    platform they are its superuser's, whom no user is. The server does not count them among the extension's members.
    """
    platform = catalog.pg_authid.first("name", "supabase_admin")
    if platform is None:
        return
    for extension in catalog.pg_extension:
        schema = catalog.pg_namespace[extension.extnamespace]
        if schema.nspowner == platform.oid and not catalog.pg_namespace.is_baseline(schema.oid):
            yield "pg_namespace", schema.oid


_FOLLOWING: Final = frozenset({"pg_attrdef", "pg_constraint", "pg_class", "pg_type", "pg_amop", "pg_amproc"})


def in_order(catalog: Catalog, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, each behind those it depends on, otherwise by section and name.

    A circle is broken at a view: its stub takes its place, its query follows when the circle is through. Any other
    circle is left to the server to report.
    """
    ordered = sorted(entries, key=lambda entry: (_RANK[entry.section], entry.name))
    by_object: dict[tuple[str, int], Entry] = {}
    for entry in ordered:
        for address in (entry.address, *entry.covers):
            by_object.setdefault((address.classid, address.objid), entry)
    result: list[Entry] = []
    state: dict[int, int] = {}
    for root in ordered:
        stack = [(root, iter(_needed(catalog, root, by_object)))]
        if state.get(id(root)):
            continue
        state[id(root)] = 1
        deferred: list[Entry] = []
        while stack:
            entry, needed = stack[-1]
            following = next(needed, None)
            if following is None:
                stack.pop()
                state[id(entry)] = 2
                result.append(entry)
            elif state.get(id(following)) == 1 and following is not entry:
                deferred += _break_circle(following, [item for item, _ in stack])
            elif not state.get(id(following)):
                state[id(following)] = 1
                stack.append((following, iter(_needed(catalog, following, by_object))))
        result += deferred
    return result


def _break_circle(start: Entry, path: list[Entry]) -> list[Entry]:
    """Put a stub in the place of the first view of the circle; return the entry with what it stands for."""
    for entry in path[path.index(start) :]:
        if entry.stub is not None:
            whole = [text.replace("CREATE VIEW ", "CREATE OR REPLACE VIEW ", 1) for text in entry.statements]
            entry.statements, entry.stub = entry.stub(), None
            return [Entry(ObjectAddress("pg_rewrite", -entry.address.objid), entry.section, entry.name, whole)]
    return []


def _needed(catalog: Catalog, entry: Entry, by_object: dict[tuple[str, int], Entry]) -> list[Entry]:
    found: dict[int, Entry] = {}
    # A base type's shell comes before the functions that the type needs.
    for address in entry.after:
        needed = by_object.get((address.classid, address.objid))
        if needed is not None and needed is not entry:
            found[id(needed)] = needed
    for address in (entry.address, *entry.covers):
        for row in catalog.pg_depend.find("object", (address.classid, address.objid)):
            needed = by_object.get((row.refclassid, row.refobjid))
            if needed is not None and needed is not entry:
                found[id(needed)] = needed
    return list(found.values())
