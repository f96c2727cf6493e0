"""The kinds of objects that are compared: which records, which facts, what they hang on. The order is that of pairing:
what an object refers to comes before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.aspects import keys, others, relations, roles, routines, rules, types

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.side import Facts, Side

Select = Callable[["Catalog", Any], bool]


def _always(_catalog: Catalog, _record: Any) -> bool:
    return True


class Kind(NamedTuple):
    """One kind of object: the catalog its records are in, which of them are meant, and what is said of each.

    `parents` are the columns with what it hangs on: it is not reported where that is missing or extra itself.
    """

    name: str
    classid: str
    facts: Callable[[Side, Any], Facts]
    select: Select = _always
    parents: tuple[str, ...] = ()

    def address(self, record: Any) -> ObjectAddress:
        """Return the object's address."""
        if self.classid == "pg_index":
            return ObjectAddress("pg_class", record.indexrelid)
        return ObjectAddress(self.classid, record.oid)


def _relkind(letters: str) -> Select:
    return lambda _catalog, record: record.relkind in letters


def _is_sequence(catalog: Catalog, record: Any) -> bool:
    if record.relkind != "S":
        return False
    owner = depend.owned_sequence_column(catalog, record.oid)
    return owner is None or owner[2] != depend.INTERNAL


def _is_index(catalog: Catalog, record: Any) -> bool:
    relation = catalog.pg_class.get(record.indexrelid)
    if relation is None or catalog.pg_inherits.has("child", record.indexrelid):
        # A partition's index comes with that of the partitioned table.
        return False
    table = catalog.pg_class.get(record.indrelid)
    if table is None or table.relkind == "t":
        return False
    return not any(c.contype in "pux" for c in catalog.pg_constraint.find("index", record.indexrelid))


def _is_table_constraint(_catalog: Catalog, record: Any) -> bool:
    if not record.conrelid or record.contype not in "cfpux" or record.conparentid:
        return False
    return bool(record.conislocal) or not record.coninhcount


def _is_domain_constraint(_catalog: Catalog, record: Any) -> bool:
    return bool(record.contypid) and record.contype == "c"


def _is_type(catalog: Catalog, record: Any) -> bool:
    if record.typtype in "edr":
        return True
    if record.typtype == "c":
        relation = catalog.pg_class.get(record.typrelid)
        return relation is not None and relation.relkind == "c"
    return record.typtype in "bp" and not (record.typelem and not record.typarray and record.typname.startswith("_"))


def _is_free(classid: str) -> Select:
    """Leave out what comes with another object: a range's constructors, its cast to the multirange."""

    def select(catalog: Catalog, record: Any) -> bool:
        return not any(row.deptype == "i" for row in catalog.pg_depend.find("object", (classid, record.oid)))

    return select


def _is_trigger(catalog: Catalog, record: Any) -> bool:
    if record.tgparentid:
        parent = catalog.pg_trigger.get(record.tgparentid)
        return parent is not None and not parent.tgisinternal
    return not record.tgisinternal


def _is_rule(catalog: Catalog, record: Any) -> bool:
    relation = catalog.pg_class.get(record.ev_class)
    return relation is not None and not (relation.relkind in "vm" and record.rulename == "_RETURN")


KINDS: Final[tuple[Kind, ...]] = (
    Kind("role", "pg_authid", roles.role_facts),
    Kind("schema", "pg_namespace", others.schema_facts,
         lambda _c, r: not r.nspname.startswith(("pg_toast", "pg_temp"))),
    Kind("extension", "pg_extension", others.extension_facts),
    Kind("language", "pg_language", others.language_facts),
    Kind("access method", "pg_am", others.method_facts),
    Kind("collation", "pg_collation", types.collation_facts),
    Kind("type", "pg_type", types.type_facts, _is_type),
    Kind("table", "pg_class", relations.table_facts, _relkind("rp")),
    Kind("foreign table", "pg_class", relations.table_facts, _relkind("f")),
    Kind("view", "pg_class", relations.view_facts, _relkind("v")),
    Kind("materialized view", "pg_class", relations.view_facts, _relkind("m")),
    Kind("sequence", "pg_class", relations.sequence_facts, _is_sequence),
    Kind("function", "pg_proc", routines.routine_facts, _is_free("pg_proc")),
    Kind("operator", "pg_operator", others.operator_facts, lambda _c, r: bool(r.oprcode)),
    Kind("operator family", "pg_opfamily", others.family_facts),
    Kind("operator class", "pg_opclass", others.opclass_facts),
    Kind("cast", "pg_cast", others.cast_facts, _is_free("pg_cast")),
    Kind("conversion", "pg_conversion", others.conversion_facts),
    Kind("transform", "pg_transform", others.transform_facts),
    Kind("text search parser", "pg_ts_parser", others.parser_facts),
    Kind("text search template", "pg_ts_template", others.template_facts),
    Kind("text search dictionary", "pg_ts_dict", others.dictionary_facts),
    Kind("text search configuration", "pg_ts_config", others.configuration_facts),
    Kind("foreign-data wrapper", "pg_foreign_data_wrapper", others.wrapper_facts),
    Kind("server", "pg_foreign_server", others.server_facts),
    Kind("user mapping", "pg_user_mapping", others.mapping_facts, parents=("umserver",)),
    Kind("domain constraint", "pg_constraint", keys.constraint_facts, _is_domain_constraint, ("contypid",)),
    Kind("constraint", "pg_constraint", keys.constraint_facts, _is_table_constraint, ("conrelid",)),
    Kind("index", "pg_index", keys.index_facts, _is_index, ("indrelid",)),
    Kind("statistics object", "pg_statistic_ext", keys.statistics_facts, parents=("stxrelid",)),
    Kind("rule", "pg_rewrite", rules.rule_facts, _is_rule, ("ev_class",)),
    Kind("trigger", "pg_trigger", rules.trigger_facts, _is_trigger, ("tgrelid",)),
    Kind("policy", "pg_policy", rules.policy_facts, parents=("polrelid",)),
    Kind("event trigger", "pg_event_trigger", rules.event_trigger_facts),
    Kind("publication", "pg_publication", others.publication_facts),
    Kind("publication table", "pg_publication_rel", others.publication_table_facts, parents=("prrelid", "prpubid")),
    Kind("publication schema", "pg_publication_namespace", others.schema_facts, parents=("pnpubid",)),
    Kind("subscription", "pg_subscription", others.subscription_facts),
)

BY_NAME: Final = {kind.name: kind for kind in KINDS}

PARENT_CLASSES: Final = {
    "contypid": "pg_type", "prpubid": "pg_publication", "pnpubid": "pg_publication", "umserver": "pg_foreign_server",
}
"""The catalogs of those parents that are no relations."""

RENAMED: Final = frozenset(
    {
        "type", "table", "foreign table", "view", "materialized view", "sequence", "function", "domain constraint",
        "constraint", "index", "statistics object", "rule", "trigger", "policy", "event trigger", "collation", "schema",
        "publication", "server", "text search dictionary", "text search configuration",
    }
)
"""Kinds of which one missing and one extra object that are equal but for their names are one renamed object."""
