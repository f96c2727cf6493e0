"""One kind of object, told twice: what the intended catalog says of it, and the SELECT that asks a database for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.record import AclItem
from analyzer.deparse import names
from analyzer.deparse.state.entry import extension_members, temporary_objects
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

Values = dict[str, str]
"""What is known of one object, by aspect; an aspect that the object has not is left out."""


class Fact(msgspec.Struct, frozen=True):
    """What is intended of one object; `name` is how both sides call it.

    Of a `part` of an object that was there before the migrations only the aspects they changed are told, None for what
    they took away.
    """

    kind: str
    name: str
    values: Mapping[str, str | None]
    part: bool = False


class Kind(msgspec.Struct, frozen=True):
    """How one kind of object is told by both sides.

    `found` is a SELECT that yields kind, name, platform (whether it may belong to the platform, where what the
    migrations do not name is none of their business) and values as jsonb. `intended` yields the facts of a catalog.
    """

    found: str
    intended: Callable[[Intended], Iterator[Fact]]


class Intended:
    """The intended catalog, and what in it the migrations answer for.

    `pinned` are the extensions of which migrations name a version. `before` asks instead what there was of the objects
    that they found and changed.
    """

    def __init__(self, catalog: Catalog, pinned: Collection[str] = (), *, before: bool = False) -> None:
        self.catalog = catalog
        self.pinned = pinned
        self.before = before
        self.platform_schemas = frozenset(
            schema.nspname for schema in _baseline_schemas(catalog) if schema.nspname != "public"
        )
        self.has_platform = any(
            not name.startswith("pg_") and name != "information_schema" for name in self.platform_schemas
        )
        self._members = extension_members(catalog)
        self._temporary = temporary_objects(catalog)
        said = {(row.classid, row.objid) for row in catalog.pg_description.changed()}
        said |= {(row.classid, row.objid) for row in catalog.pg_seclabel.changed()}
        said |= {(key[0], key[1]) for key in catalog.pg_description.removed()}
        self._said = sorted(said)

    def of(self, classid: str) -> Iterator[Any]:
        """Yield what the migrations made, changed or commented on; extensions' and temporary objects left out."""
        table = self.catalog.tables[classid]
        changed = {table.key_of(record): record for record in table.changed()}
        changed |= {key: table.get(key) for other, key in self._said if other == classid and key not in changed}
        for key, record in changed.items():
            if record is not None and self.is_own(classid, key):
                if not self.before:
                    yield record
                elif table.is_baseline(key):
                    yield table.baseline(key)

    def every(self, classid: str) -> Iterator[Any]:
        """Yield all of a catalog, the platform's among it: what is compared as a whole."""
        return iter(()) if self.before else iter(self.catalog.tables[classid])

    def record(self, address: ObjectAddress) -> Any:
        """Return an object's record, as it was or as it is to be."""
        table = self.catalog.tables[address.classid]
        before = table.baseline(address.objid) if self.before and table.is_baseline(address.objid) else None
        return table[address.objid] if before is None else before

    def is_own(self, classid: str, key: Any) -> bool:
        """Tell whether an object is no extension's and not temporary."""
        return (classid, key) not in self._members and (classid, key) not in self._temporary

    def relation(self, relid: int) -> bool:
        """Tell whether a relation is one whose parts are looked at: not an extension's, not temporary."""
        return self.is_own("pg_class", relid)

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
        record = self.record(address)
        items, owner = getattr(record, kind.aclcol), getattr(record, kind.ownercol)
        if items is None:
            items = acl.default_acl(acl.objtype_of(address, self.catalog), owner, self.catalog.postgres)
        return self.acl(items)

    def acl(self, items: tuple[AclItem, ...]) -> str:
        """Return an access-control list as `role: PRIVILEGE, PRIVILEGE*; role: ...`, * for WITH GRANT OPTION."""
        held: dict[str, int] = {}
        grantable: dict[str, int] = {}
        for item in items:
            role = self.grantee(item.grantee)
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
        table, key = self.catalog.pg_description, (classid, objid, objsubid)
        row = table.baseline(key) if self.before else table.get(key)
        return None if row is None else row.description

    def said(self, classid: str, objid: int, objsubid: int = 0) -> Values:
        """Return what is said of an object, as `said_of` asks a database: its comment, its security labels."""
        labels = self.catalog.pg_seclabel.find("object", (classid, objid))
        return values(
            comment=self.comment(classid, objid, objsubid),
            security_labels=listed(sorted(
                f"{label.provider}={label.label}" for label in labels if label.objsubid == objsubid
            )),
        )  # fmt: skip

    def role(self, roleid: int) -> str:
        """Return a role's name."""
        return acl.role_name(self.catalog, roleid)

    def grantee(self, roleid: int) -> str:
        """Return a role's name as SQL, PUBLIC for 0."""
        return "PUBLIC" if roleid == acl.PUBLIC else quote_identifier(self.role(roleid))

    def qualified(self, classid: str, oid: int) -> str | None:
        """Return schema.name of an object, the name alone in pg_catalog, as `qualified_of` does; None for 0."""
        if not oid:
            return None
        kind, record = OBJECT_KINDS[classid], self.catalog.tables[classid][oid]
        assert kind.schemacol is not None and kind.namecol is not None
        schema = self.catalog.pg_namespace[getattr(record, kind.schemacol)].nspname
        return quote_qualified(None if schema == "pg_catalog" else schema, getattr(record, kind.namecol))

    def function(self, oid: int) -> str | None:
        """Return what a function is called, without its arguments; None for 0."""
        return self.qualified("pg_proc", oid)

    def operator(self, oid: int) -> str | None:
        """Return schema.operator(left, right), as `operator_of` does; None for 0."""
        if not oid:
            return None
        row = self.catalog.pg_operator[oid]
        schema = quote_identifier(self.catalog.pg_namespace[row.oprnamespace].nspname)
        sides = (names.type_name(self.catalog, side) if side else "none" for side in (row.oprleft, row.oprright))
        return f"{schema}.{row.oprname}({','.join(sides)})"

    def tablespace(self, oid: int) -> str | None:
        """Return a tablespace's name, None for the database's own."""
        found = self.catalog.pg_tablespace.get(oid) if oid else None
        return None if found is None else found.spcname


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


def listed(texts: Iterable[str] | None) -> str | None:
    """Return several texts as one from which each can be told, as `list_of` does; None for none."""
    return ", ".join(each.replace(",", ",,") for each in texts or ()) or None


UNKNOWN: Final = "?"
"""The value of an aspect that the simulation cannot tell: the database is not asked for it."""

HIDDEN: Final = "(not visible)"
"""The value of an aspect that the role asking, or a server of another major, cannot tell."""

SHARED: Final = frozenset({"pg_authid", "pg_database", "pg_tablespace"})


def text(write: Callable[[], str]) -> str:
    """Return SQL text in the form both sides share; UNKNOWN where the simulation cannot write it."""
    try:
        return collapsed(write())
    except NotSimulated:
        return UNKNOWN


_QUOTED: Final = re.compile(r"""('[^']*'|"[^"]*")|[^'"]+""")
_CAST_OF_ARRAY: Final = re.compile(r"\((ARRAY\[[^][]*\])\)::text\[\]")
_CAST_OF_ITEM: Final = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")


def collapsed(sql: str) -> str:
    """Return deparsed SQL with runs of white space outside quotes made one, and one form for `varchar IN (...)`.

    Reading such a list back and writing it again moves its cast to text to and fro between array and elements.
    """
    sql = _QUOTED.sub(lambda found: found[1] or _tight(found[0]), sql).strip(" ;")
    return _CAST_OF_ITEM.sub(r"\1", _CAST_OF_ARRAY.sub(r"\1", sql))


def _tight(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")")


def collapse(expression: str) -> str:
    """Return the SQL that does to `expression` in the database what `collapsed` does here."""
    tight = r"replace(replace(regexp_replace(m[2], '\s+', ' ', 'g'), '( ', '('), ' )', ')')"
    parts = rf"""(SELECT btrim(string_agg(coalesce(m[1], {tight}), '' ORDER BY part), ' ;') FROM regexp_matches(
        {expression}, $$('[^']*'|"[^"]*")|([^'"]+)$$, 'g') WITH ORDINALITY AS g(m, part))"""
    arrays = rf"regexp_replace({parts}, '\((ARRAY\[[^][]*\])\)::text\[\]', '\1', 'g')"
    return rf"regexp_replace({arrays}, '\((''(?:[^'']|'''')*''::character varying)\)::text', '\1', 'g')"


def privileges_of(column: str, letter: str, owner: str) -> str:
    """Return the SQL for what `Intended.privileges` says; `letter` is acldefault's."""
    return f"""(SELECT string_agg(line, '; ' ORDER BY line COLLATE "C") FROM (
      SELECT role || ': ' || string_agg(word, ', ' ORDER BY word COLLATE "C") AS line FROM (
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS role,
          x.privilege_type || CASE WHEN bool_or(x.is_grantable) THEN '*' ELSE '' END AS word
        FROM aclexplode(coalesce({column}, acldefault({letter}, {owner}))) AS x
        LEFT JOIN pg_roles AS r ON r.oid = x.grantee
        GROUP BY 1, x.privilege_type) AS words
      GROUP BY role) AS lines)"""


def said_of(classid: str, oid: str, number: str = "0") -> str:
    """Return the SQL for pairs of key and value of jsonb_build_object: what `Intended.said` says."""
    shared = "sh" if classid in SHARED else ""
    comment = f"{shared}obj_description({oid}, '{classid}')" if number == "0" else f"col_description({oid}, {number})"
    part = "" if shared else f" AND sl.objsubid = {number}"
    return f"""'comment', {comment}, 'security labels', (SELECT string_agg(replace(sl.provider || '=' || sl.label,
        ',', ',,'), ', ' ORDER BY (sl.provider || '=' || sl.label) COLLATE "C") FROM pg_{shared}seclabel AS sl
        WHERE sl.classoid = 'pg_catalog.{classid}'::pg_catalog.regclass AND sl.objoid = {oid}{part})"""


def list_of(array: str) -> str:
    """Return the SQL that makes one sorted text of an array of texts, as `listed` does of a sorted tuple."""
    return f"""(SELECT string_agg(replace(o, ',', ',,'), ', ' ORDER BY o COLLATE "C") FROM unnest({array}) AS o)"""


def yes(condition: str) -> str:
    """Return the SQL for "yes", or NULL where the condition does not hold."""
    return f"CASE WHEN {condition} THEN 'yes' END"


def qualified_of(classid: str, oid: str) -> str:
    """Return the SQL for the name of an object of a catalog, as `Intended.qualified` writes it."""
    kind = OBJECT_KINDS[classid]
    return f"""(SELECT CASE WHEN qn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(qn.nspname) || '.' END
        || quote_ident(q.{kind.namecol}) FROM {classid} AS q JOIN pg_namespace AS qn ON qn.oid = q.{kind.schemacol}
        WHERE q.oid = {oid})"""


def function_of(oid: str) -> str:
    """Return the SQL for what a function is called."""
    return qualified_of("pg_proc", oid)


def operator_of(oid: str) -> str:
    """Return the SQL for an operator with its types, as `Intended.operator` writes it."""
    return f"""(SELECT quote_ident(qn.nspname) || '.' || q.oprname || '(' ||
        CASE WHEN q.oprleft = 0 THEN 'none' ELSE format_type(q.oprleft, -1) END || ',' ||
        CASE WHEN q.oprright = 0 THEN 'none' ELSE format_type(q.oprright, -1) END || ')'
        FROM pg_operator AS q JOIN pg_namespace AS qn ON qn.oid = q.oprnamespace WHERE q.oid = {oid})"""


def tablespace_of(oid: str) -> str:
    """Return the SQL for a tablespace's name."""
    return f"(SELECT q.spcname FROM pg_tablespace AS q WHERE q.oid = {oid})"


def not_member(classid: str, oid: str) -> str:
    """Return the SQL condition that an object belongs to no extension."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 'pg_catalog.{classid}'::pg_catalog.regclass"
        f" AND e.objid = {oid} AND e.deptype = 'e')"
    )


def enabled(column: str) -> str:
    """Return the SQL for what `ENABLED` says of a trigger's or rule's state."""
    return f"CASE {column} WHEN 'D' THEN 'no' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END"


ENABLED: Final = {"D": "no", "R": "on replicas", "A": "always"}

PLATFORM: Final = "n.nspname = ANY (%platform_schemas%)"
"""The SQL condition that pg_namespace n is the platform's; `script` fills in the array."""

USER_SCHEMA: Final = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
