"""What a statement did to one object, in words, read from its entries in the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.findings.object_name import ObjectName
from analyzer.findings.record_names import RecordNames
from analyzer.findings.text import named

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.catalog.record import AclItem

Target = tuple[str, int]
"""An object: its catalog's name and its oid."""

# The column that says what a record belongs to, the word for it, and the column with its own name.
_PARTS_OF_RELATION: Final = {
    "pg_attribute": ("attrelid", "column", "attname"), "pg_constraint": ("conrelid", "constraint", "conname"),
    "pg_index": ("indrelid", "index", None), "pg_policy": ("polrelid", "policy", "polname"),
    "pg_trigger": ("tgrelid", "trigger", "tgname"), "pg_rewrite": ("ev_class", "rule", "rulename"),
    "pg_attrdef": ("adrelid", "default", None), "pg_inherits": ("inhrelid", "inheritance", None),
    "pg_publication_rel": ("prrelid", "publication", None), "pg_sequence": ("seqrelid", "sequence", None),
    "pg_statistic_ext": ("stxrelid", "statistics", "stxname"),
}  # fmt: skip
_IGNORED_FIELDS: Final = frozenset(
    {"relnatts", "relhassubclass", "reltype", "attnum", "attmissingval", "atthasmissing", "atthasdef", "oid"}
)


class ObjectChanges:
    """Tells of each statement's journal entries what they did to one object."""

    def __init__(self, catalog: Catalog, target: Target, attnum: int) -> None:
        self._catalog = catalog
        self._target = target
        self._attnum = attnum
        self._names = RecordNames(catalog)
        self._columns: dict[tuple[int, int], str] = {}

    def read(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Yield what a statement did."""
        before: dict[tuple[str, Any], Any] = {}
        after: dict[tuple[str, Any], Entry] = {}
        for entry in entries:
            self._names.read(entry)
            if entry.table.name == "pg_attribute" and entry.new is not None and not entry.new.attisdropped:
                self._columns[entry.key] = entry.new.attname
            place = (entry.table.name, entry.key)
            before.setdefault(place, entry.old)
            after[place] = entry
        own = after.get(self._target)
        own_made = own is not None and before[self._target] is None
        own_gone = own is not None and own.new is None
        for place, entry in after.items():
            old, new = before[place], entry.new
            if old == new:
                continue
            if place == self._target and not self._attnum:
                yield from self._own(place[0], old, new)
            elif self._belongs(place, new or old) and not ((own_made or own_gone) and not self._attnum):
                yield from self._part(place[0], old, new)
            elif self._refers(place[0], new or old) and not own_gone:
                yield from self._reference(old, new)

    def _belongs(self, place: tuple[str, Any], record: Any) -> bool:
        classid, oid = self._target
        if place[0] in ("pg_description", "pg_seclabel"):
            return (record.classid, record.objid) == self._target and self._attnum in (0, record.objsubid)
        if classid == "pg_class" and place[0] in _PARTS_OF_RELATION:
            if self._attnum:
                return place in (("pg_attribute", (oid, self._attnum)),) or (
                    place[0] == "pg_attrdef" and (record.adrelid, record.adnum) == (oid, self._attnum)
                )
            return bool(getattr(record, _PARTS_OF_RELATION[place[0]][0]) == oid)
        if classid == "pg_type":
            return (place[0] == "pg_enum" and record.enumtypid == oid) or (
                place[0] == "pg_constraint" and record.contypid == oid
            )
        return False

    def _refers(self, classid: str, record: Any) -> bool:
        if self._attnum:
            return False
        return (
            self._target[0] == "pg_class" and classid == "pg_constraint" and record.confrelid == self._target[1]
        ) or (self._target[0] == "pg_proc" and classid == "pg_trigger" and record.tgfoid == self._target[1])

    def _reference(self, old: Any, new: Any) -> Iterator[str]:
        record = new or old
        if old is not None and new is not None:
            return
        if hasattr(record, "confrelid"):
            relation = named(ObjectName("relation", *self._names.relation(record.conrelid)))
            verb = "referenced by" if new is not None else "no longer referenced by"
            yield f"{verb} constraint {record.conname} on {relation}"
        elif not record.tgisinternal:
            relation = named(ObjectName("relation", *self._names.relation(record.tgrelid)))
            verb = "called by" if new is not None else "no longer called by"
            yield f"{verb} trigger {record.tgname} on {relation}"

    def _own(self, classid: str, old: Any, new: Any) -> Iterator[str]:
        if old is None:
            yield "created"
            return
        if new is None:
            yield "dropped"
            return
        kind = OBJECT_KINDS.get(classid)
        told: set[str] = set()
        if kind is not None:
            for column in (kind.namecol, kind.schemacol, kind.ownercol):
                if column is None:
                    continue
                told.add(column)
                value = getattr(new, column)
                if getattr(old, column) == value:
                    continue
                if column == kind.namecol:
                    yield f"renamed to {value}"
                elif column == kind.schemacol:
                    yield f"moved to schema {self._names.schema(value)}"
                else:
                    yield f"owner set to {acl.role_name(self._catalog, value)}"
            if kind.aclcol is not None:
                told.add(kind.aclcol)
                before, after = getattr(old, kind.aclcol), getattr(new, kind.aclcol)
                if before != after and kind.ownercol is not None:
                    default = acl.default_acl(
                        _objtype(classid, new), getattr(new, kind.ownercol), self._catalog.postgres
                    )
                    yield from self._privileges(
                        default if before is None else before, default if after is None else after
                    )
        yield from _fields(old, new, told)

    def _part(self, classid: str, old: Any, new: Any) -> Iterator[str]:
        record = new if new is not None else old
        match classid:
            case "pg_attribute":
                yield from self._column(old, new)
            case "pg_attrdef":
                of = self._of_column(record.adrelid, record.adnum)
                yield f"default{of} {_verb(old, new, 'set', 'changed', 'dropped')}"
            case "pg_description":
                of = self._of_column(record.objid, record.objsubid)
                yield f"comment{of} {'removed' if new is None else 'set'}"
            case "pg_seclabel":
                yield f"security label {'removed' if new is None else 'set'}"
            case "pg_index":
                yield f"index {self._names.relation(record.indexrelid)[1]} {_verb(old, new)}"
            case "pg_enum":
                yield f"label {record.enumlabel} {_verb(old, new, 'added')}"
            case "pg_publication_rel":
                publication = self._catalog.pg_publication.get(record.prpubid)
                name = publication.pubname if publication is not None else "?"
                yield f"{'added to' if old is None else 'taken from'} publication {name}"
            case "pg_inherits":
                parent = named(ObjectName("relation", *self._names.relation(record.inhparent)))
                yield f"{'attached to' if old is None else 'detached from'} {parent}"
            case "pg_sequence":
                yield "sequence's parameters changed"
            case "pg_rewrite" if record.rulename == "_RETURN":
                yield "query replaced"
            case "pg_trigger" if record.tgisinternal:
                return
            case _:
                _, word, column_name = _PARTS_OF_RELATION.get(classid, ("", "constraint", "conname"))
                yield f"{word} {getattr(record, column_name or 'oid')} {_verb(old, new)}"

    def _column(self, old: Any, new: Any) -> Iterator[str]:
        record = new if new is not None else old
        if record.attnum <= 0:
            return
        if old is None:
            null = ", not null" if new.attnotnull else ""
            yield f"column {new.attname} added ({format_type(self._catalog, new.atttypid, new.atttypmod)}{null})"
        elif new is None or (new.attisdropped and not old.attisdropped):
            yield f"column {old.attname} dropped"
        else:
            if old.attname != new.attname:
                yield f"column {old.attname} renamed to {new.attname}"
            if (old.atttypid, old.atttypmod) != (new.atttypid, new.atttypmod):
                yield f"column {new.attname} gets type {format_type(self._catalog, new.atttypid, new.atttypmod)}"
            if old.attnotnull != new.attnotnull:
                yield f"column {new.attname} {'set' if new.attnotnull else 'no longer'} not null"
            told = {"attname", "atttypid", "atttypmod", "attnotnull", "attacl", "attlen", "attbyval", "attalign"}
            for text in self._privileges(old.attacl, new.attacl):
                yield f"column {new.attname}: {text}"
            for text in _fields(old, new, told | {"attstorage", "attcollation"}):
                yield f"column {new.attname}: {text}"

    def _of_column(self, relid: int, attnum: int) -> str:
        """`` of c``; nothing for a whole object, or where the column's own history is told."""
        name = self._columns.get((relid, attnum))
        return f" of {name}" if name is not None and attnum and not self._attnum else ""

    def _privileges(self, old: tuple[AclItem, ...] | None, new: tuple[AclItem, ...] | None) -> Iterator[str]:
        """Yield what was granted to and revoked from whom."""
        if old == new:
            return
        before, after = _by_grantee(old), _by_grantee(new)
        for grantee in sorted(before.keys() | after.keys()):
            had, has = before.get(grantee, 0), after.get(grantee, 0)
            name = "PUBLIC" if grantee == acl.PUBLIC else acl.role_name(self._catalog, grantee)
            if has & ~had:
                yield f"granted {_words(has & ~had)} to {name}"
            if had & ~has:
                yield f"revoked {_words(had & ~has)} from {name}"


def _objtype(classid: str, record: Any) -> str:
    if classid == "pg_class":
        return "S" if record.relkind == "S" else "r"
    return _OBJTYPES[classid]


_OBJTYPES: Final = {
    "pg_proc": "f", "pg_type": "T", "pg_namespace": "n", "pg_database": "d", "pg_language": "l",
    "pg_foreign_data_wrapper": "F", "pg_foreign_server": "s", "pg_tablespace": "t",
}  # fmt: skip


def _by_grantee(items: tuple[AclItem, ...] | None) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for item in items or ():
        found[item.grantee] |= item.privs
    return found


def _words(bits: int) -> str:
    return ", ".join(name for bit, name in acl.PRIVILEGE_NAMES.items() if bits & bit)


def _verb(old: Any, new: Any, made: str = "created", changed: str = "changed", gone: str = "dropped") -> str:
    return made if old is None else gone if new is None else changed


_FIELD_WORDS: Final = {
    "prosrc": "body replaced", "prosqlbody": "body replaced", "proconfig": "settings changed",
    "relreplident": "replica identity changed", "reloptions": "options changed",
    "relpersistence": "persistence changed", "polqual": "USING changed", "polwithcheck": "WITH CHECK changed",
    "polroles": "roles changed", "tgenabled": "enabled state changed", "typdefaultbin": "default changed",
    "relispopulated": "filled or emptied", "convalidated": "validated",
}  # fmt: skip
_SWITCHES: Final = {
    "relrowsecurity": ("row level security enabled", "row level security disabled"),
    "relforcerowsecurity": ("row level security forced", "row level security no longer forced"),
    "prosecdef": ("made SECURITY DEFINER", "made SECURITY INVOKER"),
}  # fmt: skip


def _fields(old: Any, new: Any, told: set[str]) -> Iterator[str]:
    """Yield a phrase for each other field that changed."""
    for field in new.__struct_fields__:
        if field in told or field in _IGNORED_FIELDS or getattr(old, field) == getattr(new, field):
            continue
        if field in _SWITCHES:
            yield _SWITCHES[field][0 if getattr(new, field) else 1]
        else:
            yield _FIELD_WORDS.get(field, f"{field} changed")
