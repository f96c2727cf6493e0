"""ALTER for one aspect of an object that both sides have; each statement may run twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.partition import partition_bound
from analyzer.deparse.state.others import publication_options
from analyzer.deparse.state.tables import columns_of
from analyzer.deparse.target import object_target
from analyzer.deparse.trigger import rule_definition
from analyzer.diff.aspects.relations import parents_of
from analyzer.diff.aspects.types import ALTERABLE_FUNCTIONS
from analyzer.diff.patch.alter_column import all_parameters
from analyzer.diff.patch.attributes import comment_of
from analyzer.diff.patch.guard import column_exists, guarded, relation
from analyzer.diff.patch.options import changed_options, foreign_option_changes, options_differ
from analyzer.diff.patch.settings import base_type_function, base_type_storage, database_setting, role_setting
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

Write = Callable[["Terms", "Change", ObjectAddress, ObjectAddress], "list[str]"]

_ENABLE: Final = {"O": "ENABLE", "D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


def _head(terms: Terms, address: ObjectAddress) -> str:
    """Return ``ALTER TABLE s.t``."""
    return f"ALTER {object_target(terms.intended, address)}"


def _record(terms: Terms, address: ObjectAddress) -> Any:
    return terms.intended.tables[address.classid][address.objid]


# -- tables ------------------------------------------------------------------------------------------------------------


def _persistence(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} SET {'UNLOGGED' if _record(terms, address).relpersistence == 'u' else 'LOGGED'}"]


def _tablespace(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    space = _record(terms, address).reltablespace
    name = quote_identifier(terms.intended.pg_tablespace[space].spcname) if space else "pg_default"
    return [f"{_head(terms, address)} SET TABLESPACE {name}"]


def _method(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    method = _record(terms, address).relam
    name = quote_identifier(terms.intended.pg_am[method].amname) if method else "DEFAULT"
    return [f"{_head(terms, address)} SET ACCESS METHOD {name}"]


def _row_security(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    word = "ENABLE" if _record(terms, address).relrowsecurity else "DISABLE"
    return [f"{_head(terms, address)} {word} ROW LEVEL SECURITY"]


def _forced(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    word = "FORCE" if _record(terms, address).relforcerowsecurity else "NO FORCE"
    return [f"{_head(terms, address)} {word} ROW LEVEL SECURITY"]


def _replica_identity(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    catalog = terms.intended
    table = names.qualified_relation_name(catalog, address.objid)
    word = {"d": "DEFAULT", "f": "FULL", "n": "NOTHING"}.get(_record(terms, address).relreplident)
    if word is None:
        index = next((i for i in catalog.pg_index.find("relation", address.objid) if i.indisreplident), None)
        if index is None:
            return []
        word = f"USING INDEX {quote_identifier(catalog.pg_class[index.indexrelid].relname)}"
    return [f"ALTER TABLE ONLY {table} REPLICA IDENTITY {word}"]


def _storage_parameter(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    name = change.aspect.removeprefix("storage parameter ").removeprefix("option ")
    return changed_options(_head(terms, address), _record(terms, address).reloptions, name)


def _of_type(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    typid = _record(terms, address).reloftype
    return [f"{_head(terms, address)} {f'OF {names.type_name(terms.intended, typid)}' if typid else 'NOT OF'}"]


def _inherits(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    wanted = parents_of(terms.intended, address.objid)
    had = parents_of(terms.before, live.objid)
    held = [terms.pairing.ref("pg_class", parent) for parent in had]
    statements = []
    child = relation(names.qualified_relation_name(terms.intended, address.objid))
    for parent, number in zip(had, held, strict=True):
        if number not in wanted:
            name = names.qualified_relation_name(terms.live, parent)
            text = f"{_head(terms, address)} NO INHERIT {name}"
            statements.append(guarded(_is_child(child, name), [text]))
    for parent in wanted:
        if parent not in held:
            name = names.qualified_relation_name(terms.intended, parent)
            statements.append(guarded(f"NOT {_is_child(child, name)}", [f"{_head(terms, address)} INHERIT {name}"]))
    return statements


def _is_child(child: str, parent: str) -> str:
    return f"EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {child} AND inhparent = {relation(parent)})"


def _partition_of(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    name = names.qualified_relation_name(terms.intended, address.objid)
    child = relation(name)
    statements = []
    if terms.before.pg_class[live.objid].relispartition:
        parent = names.qualified_relation_name(terms.live, parents_of(terms.before, live.objid)[0])
        statements.append(guarded(_is_child(child, parent), [f"ALTER TABLE {parent} DETACH PARTITION {name}"]))
    if _record(terms, address).relispartition:
        parent = names.qualified_relation_name(terms.intended, parents_of(terms.intended, address.objid)[0])
        bound = partition_bound(terms.intended, address.objid)
        attach = f"ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"
        statements.append(guarded(f"NOT {_is_child(child, parent)}", [attach]))
    return statements


def _foreign_table_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    wanted = terms.intended.pg_foreign_table[address.objid].ftoptions
    text = foreign_option_changes(terms.before.pg_foreign_table[live.objid].ftoptions, wanted)
    where = f"ftrelid = {relation(names.qualified_relation_name(terms.intended, address.objid))}"
    condition = options_differ("pg_foreign_table", "ftoptions", where, wanted)
    return [guarded(condition, [f"{_head(terms, address)} {text}"])]


# -- sequences ---------------------------------------------------------------------------------------------------------


def _sequence(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    typid = terms.intended.pg_sequence[address.objid].seqtypid
    kind = names.type_name(terms.intended, typid)
    return [f"{_head(terms, address)} AS {kind}{all_parameters(terms, address.objid)}"]


def _owned_by(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    owner = depend.owned_sequence_column(terms.intended, address.objid)
    if owner is None:
        return [f"{_head(terms, address)} OWNED BY NONE"]
    table = names.qualified_relation_name(terms.intended, owner[0])
    column = quote_identifier(names.column_name(terms.intended, owner[0], owner[1]))
    return [f"{_head(terms, address)} OWNED BY {table}.{column}"]


# -- constraints, indexes, statistics ----------------------------------------------------------------------------------


def _table_of(terms: Terms, relid: int) -> str:
    word = "FOREIGN TABLE" if terms.intended.pg_class[relid].relkind == "f" else "TABLE"
    return f"ALTER {word} {names.qualified_relation_name(terms.intended, relid)}"


def _validate(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = _record(terms, address)
    name = quote_identifier(record.conname)
    if not record.conrelid:
        return [f"ALTER DOMAIN {names.type_name(terms.intended, record.contypid)} VALIDATE CONSTRAINT {name}"]
    return [f"{_table_of(terms, record.conrelid)} VALIDATE CONSTRAINT {name}"]


def _timing(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = _record(terms, address)
    words = "DEFERRABLE" if record.condeferrable else "NOT DEFERRABLE"
    words += " INITIALLY DEFERRED" if record.condeferred else ""
    return [f"{_table_of(terms, record.conrelid)} ALTER CONSTRAINT {quote_identifier(record.conname)} {words}"]


def _reindex(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    if not terms.intended.pg_index[address.objid].indisvalid:
        raise NotSimulated("no statement makes an index invalid")
    return [reindexed(terms, address)]


def reindexed(terms: Terms, address: ObjectAddress) -> str:
    """Return a block that builds an index again while it is invalid."""
    name = names.qualified_relation_name(terms.intended, address.objid)
    condition = f"EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = {relation(name)} AND NOT indisvalid)"
    return guarded(condition, [f"REINDEX INDEX {name}"])


def _index_of(terms: Terms, address: ObjectAddress) -> Any:
    if address.classid == "pg_constraint":
        return terms.intended.pg_index[terms.intended.pg_constraint[address.objid].conindid]
    return terms.intended.pg_index[address.objid]


def _clustered(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = _index_of(terms, address)
    others = terms.intended.pg_index.find("relation", index.indrelid)
    if not index.indisclustered:
        # Another one that is clustered on says so itself.
        if any(other.indisclustered for other in others):
            return []
        return [f"{_table_of(terms, index.indrelid)} SET WITHOUT CLUSTER"]
    name = quote_identifier(terms.intended.pg_class[index.indexrelid].relname)
    return [f"{_table_of(terms, index.indrelid)} CLUSTER ON {name}"]


def _index_parameter(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = terms.intended.pg_class[_index_of(terms, address).indexrelid]
    head = f"ALTER INDEX {names.qualified_relation_name(terms.intended, index.oid)}"
    return changed_options(head, index.reloptions, change.aspect.removeprefix("storage parameter "))


def _index_tablespace(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = terms.intended.pg_class[_index_of(terms, address).indexrelid]
    space = terms.intended.pg_tablespace.get(index.reltablespace)
    name = quote_identifier(space.spcname) if space is not None else "pg_default"
    return [f"ALTER INDEX {names.qualified_relation_name(terms.intended, index.oid)} SET TABLESPACE {name}"]


def _comment_of_index(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = ObjectAddress("pg_class", _index_of(terms, address).indexrelid)
    return comment_of(terms.intended, index, always=True)


def _index_statistics(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = _index_of(terms, address)
    number = int(change.aspect.rpartition(" ")[2])
    target = terms.intended.pg_attribute[index.indexrelid, number].attstattarget
    name = names.qualified_relation_name(terms.intended, index.indexrelid)
    return [f"ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {-1 if target is None else target}"]


def _statistics_target(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    target = _record(terms, address).stxstattarget
    return [f"{_head(terms, address)} SET STATISTICS {-1 if target is None else target}"]


# -- triggers, rules ---------------------------------------------------------------------------------------------------


def _trigger_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = _record(terms, address)
    word, name = _ENABLE[record.tgenabled], quote_identifier(record.tgname)
    relkind = terms.intended.pg_class[record.tgrelid].relkind
    only = "ONLY " if relkind == "p" or record.tgparentid else ""
    table = names.qualified_relation_name(terms.intended, record.tgrelid)
    kind = "FOREIGN TABLE" if relkind == "f" else "TABLE"
    return [f"ALTER {kind} {only}{table} {word} TRIGGER {name}"]


def _rule_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = _record(terms, address)
    table = names.qualified_relation_name(terms.intended, record.ev_class)
    return [f"ALTER TABLE {table} {_ENABLE[record.ev_enabled]} RULE {quote_identifier(record.rulename)}"]


def _rule(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [rule_definition(terms.intended, address.objid).replace("CREATE RULE ", "CREATE OR REPLACE RULE ", 1)]


def _event_trigger_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} {_ENABLE[_record(terms, address).evtenabled]}"]


# -- types -------------------------------------------------------------------------------------------------------------


def _domain_not_null(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} {'SET' if _record(terms, address).typnotnull else 'DROP'} NOT NULL"]


def _domain_default(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    from analyzer.deparse.expr import expression

    default = _record(terms, address).typdefaultbin
    if default is None:
        return [f"{_head(terms, address)} DROP DEFAULT"]
    return [f"{_head(terms, address)} SET DEFAULT {expression(terms.intended, default)}"]


def _comment_of_attribute(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    relid = _record(terms, address).typrelid
    found = _attribute_named(terms.intended, relid, change.aspect.removeprefix("comment of attribute "))
    if found is None:
        return []
    return comment_of(terms.intended, ObjectAddress("pg_class", relid, found.attnum), always=True)


def _attribute(terms: Terms, change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Add, drop or alter one attribute of a composite type."""
    catalog = terms.intended
    shown = change.aspect.removeprefix("collation of ").removeprefix("attribute ")
    type_name = names.type_name(catalog, address.objid)
    mine = _attribute_named(terms.intended, _record(terms, address).typrelid, shown)
    theirs = _attribute_named(terms.before, terms.before.pg_type[live.objid].typrelid, shown)
    if mine is None:
        return [f"ALTER TYPE {type_name} DROP ATTRIBUTE IF EXISTS {shown}"]
    kind = names.type_name(catalog, mine.atttypid, mine.atttypmod)
    collation = ""
    if mine.attcollation != catalog.pg_type[mine.atttypid].typcollation and mine.attcollation:
        collation = f" COLLATE {names.collation_name(catalog, mine.attcollation)}"
    if theirs is not None:
        return [f"ALTER TYPE {type_name} ALTER ATTRIBUTE {shown} SET DATA TYPE {kind}{collation}"]
    condition = (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(type_name)} "
        f"AND attname = {quote_literal(mine.attname)} AND NOT attisdropped)"
    )
    return [guarded(condition, [f"ALTER TYPE {type_name} ADD ATTRIBUTE {shown} {kind}{collation}"])]


def renamed_attributes(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> dict[str, str]:
    """Return old and new names of a composite type's attributes where only names differ, each in its place."""
    wanted = columns_of(terms.intended, _record(terms, address).typrelid)
    had = columns_of(terms.before, terms.before.pg_type[live.objid].typrelid)
    if [(a.atttypid, a.atttypmod) for a in wanted] != [
        (terms.pairing.ref("pg_type", a.atttypid), a.atttypmod) for a in had
    ]:
        return {}
    names_wanted, names_had = [a.attname for a in wanted], [a.attname for a in had]
    pairs = {old: new for old, new in zip(names_had, names_wanted, strict=True) if old != new}
    return pairs if not set(pairs) & set(names_wanted) else {}


def attributes_come_in_order(terms: Terms, address: ObjectAddress, live: ObjectAddress) -> bool:
    """Tell whether a composite type's attributes are in order once those that are missing are added at its end."""
    wanted = [a.attname for a in columns_of(terms.intended, _record(terms, address).typrelid)]
    had = [a.attname for a in columns_of(terms.before, terms.before.pg_type[live.objid].typrelid)]
    kept = [name for name in had if name in wanted]
    return kept == wanted[: len(kept)]


def rename_attribute(terms: Terms, address: ObjectAddress, old: str, new: str) -> str:
    """Return ALTER TYPE ... RENAME ATTRIBUTE for where there is one of the old name."""
    type_name = names.type_name(terms.intended, address.objid)
    text = f"ALTER TYPE {type_name} RENAME ATTRIBUTE {quote_identifier(old)} TO {quote_identifier(new)}"
    return guarded(column_exists(type_name, old), [text])


def _attribute_named(catalog: Any, relid: int, shown: str) -> Any:
    for column in catalog.pg_attribute.find("relation", relid):
        if column.attnum > 0 and not column.attisdropped and quote_identifier(column.attname) == shown:
            return column
    return None


# -- others ------------------------------------------------------------------------------------------------------------


def _extension_schema(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    schema = terms.intended.pg_namespace[_record(terms, address).extnamespace].nspname
    return [f"{_head(terms, address)} SET SCHEMA {quote_identifier(schema)}"]


def _extension_version(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} UPDATE TO {quote_literal(_record(terms, address).extversion)}"]


def _publication(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = _record(terms, address)
    options = publication_options(record)
    if not record.pubviaroot:
        options += ", publish_via_partition_root = false"
    if terms.intended.postgres >= 18 and record.pubgencols != "s":
        options += ", publish_generated_columns = none"
    return [f"{_head(terms, address)} SET ({options})"]


def _subscription_enabled(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} {'ENABLE' if _record(terms, address).subenabled else 'DISABLE'}"]


def _server_version(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    version = _record(terms, address).srvversion
    return [f"{_head(terms, address)} VERSION {quote_literal(version) if version is not None else 'NULL'}"]


def _options_of(catalog: str, column: str, namecol: str) -> Write:
    def write(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
        wanted = getattr(_record(terms, address), column)
        had = getattr(terms.before.tables[live.classid][live.objid], column)
        where = f"{namecol} = {quote_literal(getattr(_record(terms, address), namecol))}"
        text = f"{_head(terms, address)} {foreign_option_changes(had, wanted)}"
        return [guarded(options_differ(catalog, column, where, wanted), [text])]

    return write


def _wrapper_function(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    oid = getattr(_record(terms, address), f"fdw{change.aspect}")
    word = change.aspect.upper()
    return [f"{_head(terms, address)} {f'{word} {names.function_name(terms.intended, oid)}' if oid else f'NO {word}'}"]


def _mapping_options(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    from analyzer.catalog import acl

    mapping = _record(terms, address)
    user = quote_identifier(acl.role_name(terms.intended, mapping.umuser)) if mapping.umuser else "PUBLIC"
    server = terms.intended.pg_foreign_server[mapping.umserver].srvname
    text = foreign_option_changes(terms.before.pg_user_mapping[live.objid].umoptions, mapping.umoptions)
    name = acl.role_name(terms.intended, mapping.umuser) if mapping.umuser else "public"
    where = f"usename = {quote_literal(name)} AND srvname = {quote_literal(server)}"
    condition = options_differ("pg_user_mappings", "umoptions", where, mapping.umoptions)
    statement = f"ALTER USER MAPPING FOR {user} SERVER {quote_identifier(server)} {text}"
    return [guarded(condition, [statement])]


def _role_flag(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} WITH {change.intended}"]


def _connection_limit(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{_head(terms, address)} WITH CONNECTION LIMIT {_record(terms, address).rolconnlimit}"]


def _valid_until(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    until = _record(terms, address).rolvaliduntil or "infinity"
    return [f"{_head(terms, address)} WITH VALID UNTIL {quote_literal(until)}"]


def membership_statement(group: str, member: str, options: tuple[bool, bool, bool] | None, major: int) -> str:
    """Return GRANT or REVOKE of a membership; both names are quoted."""
    if options is None:
        return f"REVOKE {group} FROM {member}"
    admin, inherits, may_set = options
    if major < 16:
        return f"GRANT {group} TO {member}" + (" WITH ADMIN OPTION" if admin else "")
    words = ", ".join(
        f"{word} {'TRUE' if value else 'FALSE'}"
        for word, value in (("ADMIN", admin), ("INHERIT", inherits), ("SET", may_set))
    )
    return f"GRANT {group} TO {member} WITH {words}"


def _membership(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    group = change.aspect.removeprefix("membership in ")
    options: tuple[bool, bool, bool] | None = None
    for row in terms.intended.pg_auth_members.find("member", address.objid):
        if quote_identifier(terms.intended.pg_authid[row.roleid].rolname) == group:
            options = (row.admin_option, row.inherit_option, row.set_option)
    member = quote_identifier(_record(terms, address).rolname)
    return [membership_statement(group, member, options, terms.intended.postgres)]


ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("table", "persistence"): _persistence,
    ("sequence", "persistence"): _persistence,
    ("table", "tablespace"): _tablespace,
    ("table", "access method"): _method,
    ("materialized view", "access method"): _method,
    ("materialized view", "tablespace"): _tablespace,
    ("table", "row level security"): _row_security,
    ("foreign table", "row level security"): _row_security,
    ("table", "forced row level security"): _forced,
    ("foreign table", "forced row level security"): _forced,
    ("table", "replica identity"): _replica_identity,
    ("table", "type"): _of_type,
    ("table", "inherits"): _inherits,
    ("foreign table", "inherits"): _inherits,
    ("table", "partition of"): _partition_of,
    ("foreign table", "partition of"): _partition_of,
    ("foreign table", "options"): _foreign_table_options,
    ("sequence", "owned by"): _owned_by,
    ("constraint", "validity"): _validate,
    ("domain constraint", "validity"): _validate,
    ("constraint", "timing"): _timing,
    ("constraint", "clustered"): _clustered,
    ("constraint", "comment of the index"): _comment_of_index,
    ("index", "clustered"): _clustered,
    ("index", "tablespace"): _index_tablespace,
    ("constraint", "tablespace"): _index_tablespace,
    ("index", "validity"): _reindex,
    ("statistics object", "statistics target"): _statistics_target,
    ("trigger", "enabled"): _trigger_enabled,
    ("rule", "enabled"): _rule_enabled,
    ("rule", "definition"): _rule,
    ("event trigger", "enabled"): _event_trigger_enabled,
    ("type", "not null"): _domain_not_null,
    ("type", "default"): _domain_default,
    ("type", "storage"): base_type_storage,
    **{("type", aspect): base_type_function for aspect in ALTERABLE_FUNCTIONS},
    ("extension", "schema"): _extension_schema,
    ("extension", "version"): _extension_version,
    ("publication", "options"): _publication,
    ("subscription", "enabled"): _subscription_enabled,
    ("server", "version"): _server_version,
    ("server", "options"): _options_of("pg_foreign_server", "srvoptions", "srvname"),
    ("foreign-data wrapper", "options"): _options_of("pg_foreign_data_wrapper", "fdwoptions", "fdwname"),
    ("foreign-data wrapper", "handler"): _wrapper_function,
    ("foreign-data wrapper", "validator"): _wrapper_function,
    ("user mapping", "options"): _mapping_options,
    ("role", "connection limit"): _connection_limit,
    ("role", "valid until"): _valid_until,
}
_SEQUENCE: Final = frozenset({"type", "start", "increment", "minimum", "maximum", "cache", "cycle"})


def writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect; None if the object has to be made again, or nothing helps."""
    found = ASPECTS.get((kind, aspect))
    if found is not None:
        return found
    if kind == "sequence" and aspect in _SEQUENCE:
        return _sequence
    if kind in ("index", "constraint") and aspect.startswith("storage parameter "):
        return _index_parameter
    if aspect.startswith("storage parameter ") or (kind == "view" and aspect.startswith("option ")):
        return _storage_parameter
    if aspect.startswith("statistics target of "):
        return _index_statistics
    if kind == "type" and aspect.startswith("comment of attribute "):
        return _comment_of_attribute
    if kind == "type" and aspect.startswith(("attribute ", "collation of ")):
        return _attribute
    if kind == "database":
        return database_setting
    if kind == "role" and aspect.startswith("setting "):
        return role_setting
    if kind == "role" and aspect.startswith("membership in "):
        return _membership
    if kind == "role":
        return _role_flag
    return None
