"""Which rows of which catalogs a snapshot holds, and which columns of each are not read as they are (catalog/*.h).

A row has the columns of the project's own record. What is there: every object that initdb did not make, those of
extensions and platforms among them, and of initdb's objects those with other privileges, and those that others refer to
whose numbers differ between installations.
"""

from __future__ import annotations

from typing import NamedTuple

from analyzer.catalog import (
    pg_aggregate,
    pg_am,
    pg_attrdef,
    pg_attribute,
    pg_authid,
    pg_cast,
    pg_class,
    pg_collation,
    pg_constraint,
    pg_default_acl,
    pg_depend,
    pg_description,
    pg_enum,
    pg_event_trigger,
    pg_extension,
    pg_foreign,
    pg_index,
    pg_inherits,
    pg_language,
    pg_namespace,
    pg_operator,
    pg_partitioned_table,
    pg_policy,
    pg_proc,
    pg_publication,
    pg_range,
    pg_rewrite,
    pg_sequence,
    pg_statistic_ext,
    pg_trigger,
    pg_ts,
    pg_type,
)
from analyzer.catalog.record import Record
from analyzer.snapshot.readers import (
    OPTIONS_WITH_TOAST,
    OPTIONS_WITHOUT_SECRETS,
    SEARCH_MAP,
    SUBSCRIPTION_OPTIONS,
    of_base_type,
)


class Source(NamedTuple):
    """Where a catalog's rows come from; the catalog's own name in SQL is `c`.

    `where` chooses rows. `special` has SQL for columns that are not read as they are, `absent` the types of columns
    that older majors lack. `whole` says that the baseline's rows that are not in a snapshot are gone. `relation` is
    the catalog or view in FROM, where that is another one.
    """

    record: type[Record]
    where: str = "c.oid >= 16384"
    special: dict[str, str] = {}  # noqa: RUF012 a NamedTuple's default, never written to
    absent: dict[str, str] = {}  # noqa: RUF012
    whole: bool = False
    relation: str = ""
    order: str = "1"


def _class(name: str) -> str:
    return f"'pg_catalog.{name}'::pg_catalog.regclass"


def _in_space(column: str) -> str:
    return f"c.{column} IN (SELECT oid FROM space)"


def _changed(catalog: str, acl: str, space: str) -> str:
    """An object of initdb's in pg_catalog whose privileges are not those that initdb left (pg_init_privs)."""
    return (
        f"c.oid < 16384 AND c.{space} = 11 AND c.{acl} IS DISTINCT FROM (SELECT i.initprivs "
        f"FROM pg_catalog.pg_init_privs i WHERE i.objoid = c.oid AND i.classoid = {_class(catalog)} AND i.objsubid = 0)"
    )


def _named(catalog: str) -> str:
    """An object of initdb's that users' objects refer to by a number which is not the same everywhere."""
    return f"c.oid IN (SELECT refobjid FROM named WHERE refclassid = {_class(catalog)})"


def _any(*conditions: str) -> str:
    return " OR ".join(f"({condition})" for condition in conditions)


def _is_member(catalog: str) -> str:
    return f"EXISTS (SELECT FROM member m WHERE m.classid = {_class(catalog)} AND m.objid = c.oid)"


OURS = "c.oid >= 16384"
_OF_DATABASE = "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"

SOURCES: dict[str, Source] = {
    "pg_authid": Source(
        pg_authid.PgAuthid, "true", {"rolvaliduntil": "c.rolvaliduntil::text"}, whole=True, relation="pg_roles"
    ),
    "pg_auth_members": Source(
        pg_authid.PgAuthMembers,
        "true",
        {
            "oid": "coalesce(oid::bigint, 8000 + pg_catalog.row_number() OVER (ORDER BY c.roleid, c.member))",
            "inherit_option": "coalesce(inherit_option, "
            "(SELECT r.rolinherit FROM pg_catalog.pg_roles r WHERE r.oid = c.member))",
            "set_option": "coalesce(set_option, true)",
        },
        {"oid": "oid", "inherit_option": "boolean", "set_option": "boolean"},
        whole=True,
    ),
    "pg_db_role_setting": Source(pg_authid.PgDbRoleSetting, f"c.setdatabase IN (0, {_OF_DATABASE})", whole=True),
    "pg_database": Source(pg_language.PgDatabase, "c.datname = pg_catalog.current_database()"),
    "pg_tablespace": Source(pg_language.PgTablespace, "true", whole=True),
    "pg_namespace": Source(pg_namespace.PgNamespace, "c.oid = 99 OR c.oid IN (SELECT oid FROM space)", whole=True),
    "pg_type": Source(
        pg_type.PgType,
        _any(
            f"{OURS} AND {_in_space('typnamespace')}", _changed("pg_type", "typacl", "typnamespace"), _named("pg_type")
        ),
        {
            "typdefaultbin": "pg_catalog.pg_get_expr(c.typdefaultbin, 0)",
            # Of a domain it is the same once more.
            "typdefault": "CASE WHEN c.typdefaultbin IS NULL THEN c.typdefault END",
            # Every type has some of these functions; those of base types are somebody's choice.
            **{column: of_base_type(column) for column in ("typreceive", "typsend", "typmodout", "typanalyze")},
        },
    ),
    "pg_enum": Source(pg_enum.PgEnum),
    "pg_range": Source(pg_range.PgRange, "c.rngtypid >= 16384"),
    "pg_class": Source(
        pg_class.PgClass,
        _any("c.oid IN (SELECT oid FROM rel)", _changed("pg_class", "relacl", "relnamespace"), _named("pg_class")),
        {"reloptions": OPTIONS_WITH_TOAST},
    ),
    "pg_attribute": Source(
        pg_attribute.PgAttribute,
        "c.attnum > 0 AND "
        + "("
        + _any(
            "c.attrelid IN (SELECT oid FROM rel)",
            "c.attrelid < 16384 AND c.attacl IS NOT NULL AND c.attacl IS DISTINCT FROM (SELECT i.initprivs "
            f"FROM pg_catalog.pg_init_privs i WHERE i.objoid = c.attrelid AND i.classoid = {_class('pg_class')} "
            "AND i.objsubid = c.attnum)",
        )
        + ")",
        # A dropped column keeps the number of a collation that may be gone.
        {
            "attstattarget": "nullif(c.attstattarget, -1)",
            "attcollation": "CASE WHEN c.attisdropped THEN 0 ELSE c.attcollation::bigint END",
        },
        order="1, 2",
    ),
    "pg_attrdef": Source(
        pg_attrdef.PgAttrdef,
        "c.adrelid IN (SELECT oid FROM rel)",
        {"adbin": "pg_catalog.pg_get_expr(c.adbin, c.adrelid)"},
    ),
    "pg_constraint": Source(
        pg_constraint.PgConstraint,
        _any(
            "c.conrelid IN (SELECT oid FROM rel)",
            "c.contypid >= 16384 AND " + _in_space("connamespace"),
        ),
        {
            "conbin": "pg_catalog.pg_get_expr(c.conbin, c.conrelid)",
            "conenforced": "nullif(conenforced, true)",
            "conperiod": "nullif(conperiod, false)",
        },
        {"conenforced": "boolean", "conperiod": "boolean"},
    ),
    "pg_index": Source(
        pg_index.PgIndex,
        "c.indexrelid IN (SELECT oid FROM rel)",
        {
            "indexprs": "pg_catalog.pg_get_expr(c.indexprs, c.indrelid)",
            "indpred": "pg_catalog.pg_get_expr(c.indpred, c.indrelid)",
        },
    ),
    "pg_inherits": Source(pg_inherits.PgInherits, "c.inhrelid IN (SELECT oid FROM rel)", order="1, 3"),
    "pg_partitioned_table": Source(
        pg_partitioned_table.PgPartitionedTable,
        "c.partrelid IN (SELECT oid FROM rel)",
        {"partexprs": "pg_catalog.pg_get_expr(c.partexprs, c.partrelid)"},
    ),
    "pg_sequence": Source(pg_sequence.PgSequence, "c.seqrelid IN (SELECT oid FROM rel)"),
    "pg_rewrite": Source(
        pg_rewrite.PgRewrite,
        "c.ev_class IN (SELECT oid FROM rel)",
        {
            "ev_qual": "NULL::text",
            "ev_action": "CASE WHEN c.rulename = '_RETURN' THEN pg_catalog.pg_get_viewdef(c.ev_class) "
            "ELSE pg_catalog.pg_get_ruledef(c.oid) END",
        },
    ),
    "pg_trigger": Source(
        pg_trigger.PgTrigger,
        "NOT c.tgisinternal AND c.tgrelid IN (SELECT oid FROM rel)",
        {
            "tgargs": "nullif(pg_catalog.encode(c.tgargs, 'hex'), '')",
            "tgqual": "CASE WHEN c.tgqual IS NOT NULL THEN pg_catalog.pg_get_triggerdef(c.oid) END",
        },
    ),
    "pg_policy": Source(
        pg_policy.PgPolicy,
        "c.polrelid IN (SELECT oid FROM rel)",
        {
            "polqual": "pg_catalog.pg_get_expr(c.polqual, c.polrelid)",
            "polwithcheck": "pg_catalog.pg_get_expr(c.polwithcheck, c.polrelid)",
        },
    ),
    "pg_event_trigger": Source(pg_event_trigger.PgEventTrigger),
    "pg_proc": Source(
        pg_proc.PgProc,
        _any(
            f"{OURS} AND {_in_space('pronamespace')}", _changed("pg_proc", "proacl", "pronamespace"), _named("pg_proc")
        ),
        {
            "proargmodes": "pg_catalog.array_to_string(c.proargmodes, '')",
            "proargdefaults": "pg_catalog.pg_get_expr(c.proargdefaults, 0)",
            "prosrc": f"CASE WHEN c.oid >= 16384 AND NOT {_is_member('pg_proc')} THEN nullif(c.prosrc, '') END",
            "probin": f"CASE WHEN c.oid >= 16384 AND NOT {_is_member('pg_proc')} THEN c.probin END",
            "prosqlbody": f"CASE WHEN c.oid >= 16384 AND c.prosqlbody IS NOT NULL AND NOT {_is_member('pg_proc')} "
            "THEN pg_catalog.pg_get_function_sqlbody(c.oid) END",
        },
    ),
    "pg_aggregate": Source(pg_aggregate.PgAggregate, "c.aggfnoid::oid >= 16384"),
    "pg_language": Source(pg_language.PgLanguage, "true", whole=True),
    "pg_transform": Source(pg_language.PgTransform),
    "pg_operator": Source(pg_operator.PgOperator),
    "pg_cast": Source(pg_cast.PgCast),
    "pg_am": Source(pg_am.PgAm),
    "pg_opfamily": Source(pg_am.PgOpfamily),
    "pg_opclass": Source(pg_am.PgOpclass),
    "pg_amop": Source(pg_am.PgAmop),
    "pg_amproc": Source(pg_am.PgAmproc),
    "pg_collation": Source(
        pg_collation.PgCollation,
        _any(OURS, _named("pg_collation")),
        {"colllocale": "coalesce(colllocale, colliculocale)", "collicurules": "collicurules"},
        {"colllocale": "text", "colliculocale": "text", "collicurules": "text"},
    ),
    "pg_conversion": Source(pg_collation.PgConversion),
    "pg_ts_parser": Source(pg_ts.PgTsParser, _any(OURS, _named("pg_ts_parser"))),
    "pg_ts_template": Source(pg_ts.PgTsTemplate, _any(OURS, _named("pg_ts_template"))),
    "pg_ts_dict": Source(pg_ts.PgTsDict, _any(OURS, _named("pg_ts_dict"))),
    "pg_ts_config": Source(pg_ts.PgTsConfig, _any(OURS, _named("pg_ts_config")), {"cfgmap": SEARCH_MAP}),
    "pg_foreign_data_wrapper": Source(pg_foreign.PgForeignDataWrapper),
    "pg_foreign_server": Source(
        pg_foreign.PgForeignServer, special={"srvoptions": OPTIONS_WITHOUT_SECRETS.format("srvoptions")}
    ),
    "pg_user_mapping": Source(
        pg_foreign.PgUserMapping,
        "true",
        {
            "oid": "c.umid::bigint",
            "umserver": "c.srvid::bigint",
            "umoptions": OPTIONS_WITHOUT_SECRETS.format("umoptions"),
        },
        relation="pg_user_mappings",
    ),
    "pg_foreign_table": Source(pg_foreign.PgForeignTable, "c.ftrelid IN (SELECT oid FROM rel)"),
    "pg_statistic_ext": Source(
        pg_statistic_ext.PgStatisticExt,
        "c.stxrelid IN (SELECT oid FROM rel)",
        {
            "stxstattarget": "nullif(c.stxstattarget, -1)",
            "stxkind": "pg_catalog.array_to_string(c.stxkind, '')",
            "stxexprs": "pg_catalog.pg_get_expr(c.stxexprs, c.stxrelid)",
        },
    ),
    "pg_extension": Source(pg_extension.PgExtension, "true", whole=True),
    "pg_publication": Source(
        pg_publication.PgPublication, special={"pubgencols": "nullif(pubgencols, 'n')"}, absent={"pubgencols": '"char"'}
    ),
    "pg_publication_rel": Source(
        pg_publication.PgPublicationRel, special={"prqual": "pg_catalog.pg_get_expr(c.prqual, c.prrelid)"}
    ),
    "pg_publication_namespace": Source(pg_publication.PgPublicationNamespace),
    "pg_subscription": Source(
        pg_publication.PgSubscription,
        f"c.subdbid = {_OF_DATABASE}",
        {"subconninfo": "NULL::text", "suboptions": SUBSCRIPTION_OPTIONS},
        {"subpasswordrequired": "boolean", "subrunasowner": "boolean", "subfailover": "boolean", "suborigin": "text"},
    ),
    "pg_default_acl": Source(pg_default_acl.PgDefaultAcl, "true"),
    "pg_description": Source(
        pg_description.PgDescription,
        "(c.objoid >= 16384 AND NOT EXISTS (SELECT FROM member m WHERE m.classid = c.classoid AND m.objid = c.objoid)) "
        f"OR (c.objoid = 2200 AND c.classoid = {_class('pg_namespace')})",
        relation="(SELECT objoid, classoid, objsubid, description FROM pg_catalog.pg_description "
        "UNION ALL SELECT objoid, classoid, 0, description FROM pg_catalog.pg_shdescription "
        f"WHERE classoid <> {_class('pg_database')} OR objoid = {_OF_DATABASE} "
        "AND description <> 'default administrative connection database')",
        special={"classid": "c.classoid::bigint", "objid": "c.objoid::bigint"},
        order="1, 2, 3",
        whole=True,
    ),
    "pg_seclabel": Source(
        pg_description.PgSeclabel,
        "true",
        relation="(SELECT objoid, classoid, objsubid, provider, label FROM pg_catalog.pg_seclabel "
        "UNION ALL SELECT objoid, classoid, 0, provider, label FROM pg_catalog.pg_shseclabel "
        f"WHERE classoid <> {_class('pg_database')} OR objoid = {_OF_DATABASE})",
        special={"classid": "c.classoid::bigint", "objid": "c.objoid::bigint"},
        order="1, 2, 3, 4",
    ),
}
"""Every catalog with rows of its own; partition bounds and dependencies are `introspect`'s."""

DEPENDENCIES = pg_depend.PgDepend
BOUNDS = pg_partitioned_table.PartitionBound
