"""One kind of object, told twice: what the intended catalog says of it, and the SELECT that asks a database for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.record import AclItem
from analyzer.deparse import names
from analyzer.deparse.state.entry import extension_members, temporary_objects
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

Values = dict[str, str]
"""What is known of one object, by aspect; an aspect that the object has not is left out."""


class Fact(msgspec.Struct, frozen=True):
    """What is intended of one object; `name` is how both sides call it."""

    kind: str
    name: str
    values: Values


class Kind(msgspec.Struct, frozen=True):
    """How one kind of object is told by both sides.

    `found` is a SELECT that yields kind, name, platform (whether it may belong to the platform, where what the
    migrations do not name is none of their business) and values as jsonb. `intended` yields the facts of a catalog.
    """

    found: str
    intended: Callable[[Intended], Iterator[Fact]]


class Intended:
    """The intended catalog, and what in it the migrations answer for."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.platform_schemas = frozenset(
            schema.nspname for schema in _baseline_schemas(catalog) if schema.nspname != "public"
        )
        self._members = extension_members(catalog)
        self._temporary = temporary_objects(catalog)

    def of(self, classid: str) -> Iterator[Any]:
        """Yield what the migrations made or changed in a catalog, extensions' and temporary objects left out."""
        table = self.catalog.tables[classid]
        for record in table.changed():
            key = table.key_of(record)
            if (classid, key) not in self._members and (classid, key) not in self._temporary:
                yield record

    def relation(self, relid: int) -> bool:
        """Tell whether a relation is one whose parts are looked at: not an extension's, not temporary."""
        return ("pg_class", relid) not in self._members and ("pg_class", relid) not in self._temporary

    def name(self, own: str, relid: int | None) -> str | None:
        """Return `name on schema.table`, or the name alone without a table; None for a table that is gone."""
        if relid is None:
            return quote_identifier(own)
        if relid not in self.catalog.pg_class:
            return None
        return f"{quote_identifier(own)} on {names.qualified_relation_name(self.catalog, relid)}"

    def privileges(self, address: ObjectAddress) -> str:
        """Return who may do what with an object, as `PRIVILEGES` asks a database."""
        kind = OBJECT_KINDS[address.classid]
        assert kind.aclcol is not None and kind.ownercol is not None
        record = self.catalog.tables[address.classid][address.objid]
        items, owner = getattr(record, kind.aclcol), getattr(record, kind.ownercol)
        if items is None:
            items = acl.default_acl(acl.objtype_of(address, self.catalog), owner, self.catalog.postgres)
        return self.acl(items)

    def acl(self, items: tuple[AclItem, ...]) -> str:
        """Return an access-control list as `role: PRIVILEGE, PRIVILEGE*; role: ...`, * for WITH GRANT OPTION."""
        held: dict[str, int] = {}
        grantable: dict[str, int] = {}
        for item in items:
            role = "PUBLIC" if item.grantee == acl.PUBLIC else acl.role_name(self.catalog, item.grantee)
            held[role] = held.get(role, 0) | item.privs
            grantable[role] = grantable.get(role, 0) | item.goptions
        texts = []
        for role, bits in held.items():
            words = sorted(
                name + ("*" if grantable[role] & bit else "") for bit, name in acl.PRIVILEGE_NAMES.items() if bits & bit
            )
            if words:
                texts.append(f"{role}: {', '.join(words)}")
        return "; ".join(sorted(texts))

    def comment(self, classid: str, objid: int, objsubid: int = 0) -> str | None:
        """Return an object's comment."""
        row = self.catalog.pg_description.get((classid, objid, objsubid))
        return None if row is None else row.description

    def role(self, roleid: int) -> str:
        """Return a role's name."""
        return acl.role_name(self.catalog, roleid)


def _baseline_schemas(catalog: Catalog) -> Iterator[Any]:
    table = catalog.pg_namespace
    return (schema for schema in table if table.is_baseline(schema.oid))


def values(**aspects: str | bool | int | None) -> Values:
    """Return the aspects that are there: not None, not False; True is "yes", underscores in names are blanks."""
    found = {}
    for name, value in aspects.items():
        if value is None or value is False:
            continue
        found[name.rstrip("_").replace("_", " ")] = "yes" if value is True else str(value)
    return found


UNKNOWN: Final = "?"
"""The value of an aspect that the simulation cannot tell: the database is not asked for it."""


def text(write: Callable[[], str]) -> str:
    """Return SQL text in the form both sides share; UNKNOWN where the simulation cannot write it."""
    try:
        return collapsed(write())
    except NotSimulated:
        return UNKNOWN


_CAST_OF_ARRAY: Final = re.compile(r"\((ARRAY\[[^][]*\])\)::text\[\]")
_CAST_OF_ITEM: Final = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")


def collapsed(sql: str) -> str:
    """Return deparsed SQL with runs of white space made one, and one form for `varchar IN (...)`.

    Reading such a list back and writing it again moves its cast to text to and fro between array and elements.
    """
    sql = " ".join(sql.split()).removesuffix(";").replace("( ", "(").replace(" )", ")")
    return _CAST_OF_ITEM.sub(r"\1", _CAST_OF_ARRAY.sub(r"\1", sql))


def collapse(expression: str) -> str:
    """Return the SQL that does to `expression` in the database what `collapsed` does here."""
    blanks = rf"btrim(regexp_replace({expression}, '\s+', ' ', 'g'), ' ;')"
    tight = f"replace(replace({blanks}, '( ', '('), ' )', ')')"
    arrays = rf"regexp_replace({tight}, '\((ARRAY\[[^][]*\])\)::text\[\]', '\1', 'g')"
    return rf"regexp_replace({arrays}, '\((''(?:[^'']|'''')*''::character varying)\)::text', '\1', 'g')"


def privileges_of(column: str, letter: str, owner: str) -> str:
    """Return the SQL for what `Intended.privileges` says; `letter` is acldefault's."""
    return f"""(SELECT string_agg(line, '; ' ORDER BY line COLLATE "C") FROM (
      SELECT role || ': ' || string_agg(word, ', ' ORDER BY word COLLATE "C") AS line FROM (
        SELECT coalesce(r.rolname, 'PUBLIC') AS role,
          x.privilege_type || CASE WHEN bool_or(x.is_grantable) THEN '*' ELSE '' END AS word
        FROM aclexplode(coalesce({column}, acldefault({letter}, {owner}))) AS x
        LEFT JOIN pg_roles AS r ON r.oid = x.grantee
        GROUP BY 1, x.privilege_type) AS words
      GROUP BY role) AS lines)"""


def not_member(classid: str, oid: str) -> str:
    """Return the SQL condition that an object belongs to no extension."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = '{classid}'::regclass AND e.objid = {oid}"
        " AND e.deptype = 'e')"
    )


PLATFORM: Final = "n.nspname = ANY (%platform_schemas%)"
"""The SQL condition that pg_namespace n is the platform's; `script` fills in the array."""

USER_SCHEMA: Final = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
