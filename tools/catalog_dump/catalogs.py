"""How each catalog of a server becomes rows of the project's records: what is left out or read in another form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True)
class Source:
    """Where a record's rows come from.

    `key` names the primary key, `where` leaves rows out, `special` gives SQL for a column (the catalog is `c`),
    `renamed` a column's name in older majors, `absent` its SQL where a major lacks it, `mapped` values of older majors
    to today's.
    """

    record: type[Record]
    key: tuple[str, ...] = ("oid",)
    where: str = ""
    special: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    mapped: dict[str, dict[Any, Any]] = field(default_factory=dict)
    server_name: str = ""

    @property
    def order(self) -> str:
        """The ORDER BY that makes a dump reproducible."""
        return ", ".join(str(self.record.__struct_fields__.index(column) + 1) for column in self.key)


NO_TOAST = "not exists (select from pg_class k where k.oid = {} and k.relnamespace = 99)"

DEPEND_KEY = ("classid", "objid", "objsubid", "refclassid", "refobjid", "refobjsubid", "deptype")

INDEX_EXPRESSIONS = """
    case when c.indexprs is not null then (
        select json_agg(pg_get_indexdef(c.indexrelid, n::int, false) order by n)
        from unnest(string_to_array(c.indkey::text, ' ')) with ordinality k(attnum, n) where attnum = '0')
    end
"""

ARGUMENT_DEFAULTS = """
    case when c.pronargdefaults > 0 then (
        select json_agg(pg_get_function_arg_default(c.oid, n) order by n)
        from generate_series(1, coalesce(array_length(c.proallargtypes, 1), c.pronargs)) n
        where pg_get_function_arg_default(c.oid, n) is not null)
    end
"""

RULE_ACTIONS = """
    json_build_array(
        case when c.rulename = '_RETURN' then pg_get_viewdef(c.ev_class) else pg_get_ruledef(c.oid) end)
"""

TEXT_SEARCH_MAP = """
    select coalesce(json_agg(json_build_array(m.maptokentype, m.dicts) order by m.maptokentype), '[]')
    from (select maptokentype, json_agg(mapdict::bigint order by mapseqno) dicts
          from pg_ts_config_map where mapcfg = c.oid group by maptokentype) m
"""

TRIGGER_ARGUMENTS = """
    select coalesce(json_agg(a order by n), '[]')
    from unnest(string_to_array(encode(c.tgargs, 'escape'), '\\000')) with ordinality u(a, n) where n <= c.tgnargs
"""

CATALOGS: dict[str, Source] = {
    "pg_authid": Source(pg_authid.PgAuthid),
    "pg_auth_members": Source(
        pg_authid.PgAuthMembers,
        absent={
            "oid": "8000 + row_number() over (order by roleid, member)",
            "inherit_option": "(select rolinherit from pg_authid where pg_authid.oid = c.member)",
            "set_option": "true",
        },
    ),
    "pg_db_role_setting": Source(pg_authid.PgDbRoleSetting, key=("setdatabase", "setrole")),
    "pg_database": Source(pg_language.PgDatabase),
    "pg_tablespace": Source(pg_language.PgTablespace),
    "pg_namespace": Source(
        pg_namespace.PgNamespace, where="nspname not like 'pg\\_temp\\_%' and nspname not like 'pg\\_toast\\_temp\\_%'"
    ),
    "pg_type": Source(
        pg_type.PgType,
        special={
            "typdefaultbin": "pg_get_expr(c.typdefaultbin, 0)",
            # Only of users' base types does anybody ask for them.
            **dict.fromkeys(("typreceive", "typsend", "typmodout", "typanalyze"), "0"),
        },
    ),
    "pg_enum": Source(pg_enum.PgEnum),
    "pg_range": Source(pg_range.PgRange, key=("rngtypid",)),
    "pg_class": Source(pg_class.PgClass, where="relnamespace <> 99"),
    "pg_attribute": Source(
        pg_attribute.PgAttribute,
        key=("attrelid", "attnum"),
        where="attnum > 0 and " + NO_TOAST.format("c.attrelid"),
        mapped={"attstattarget": {-1: None}},
    ),
    "pg_attrdef": Source(pg_attrdef.PgAttrdef, special={"adbin": "pg_get_expr(c.adbin, c.adrelid)"}),
    "pg_constraint": Source(
        pg_constraint.PgConstraint,
        special={"conbin": "pg_get_expr(c.conbin, c.conrelid)"},
        absent={"conenforced": "true", "conperiod": "false"},
    ),
    "pg_index": Source(
        pg_index.PgIndex,
        key=("indexrelid",),
        where=NO_TOAST.format("c.indexrelid"),
        special={"indexprs": INDEX_EXPRESSIONS, "indpred": "pg_get_expr(c.indpred, c.indrelid)"},
    ),
    "pg_sequence": Source(pg_sequence.PgSequence, key=("seqrelid",)),
    "pg_inherits": Source(pg_inherits.PgInherits, key=("inhrelid", "inhparent")),
    "pg_partitioned_table": Source(
        pg_partitioned_table.PgPartitionedTable,
        key=("partrelid",),
        special={
            "partexprs": "case when partexprs is not null then json_build_array(pg_get_expr(partexprs, partrelid)) end"
        },
    ),
    "pg_rewrite": Source(
        pg_rewrite.PgRewrite,
        where="c.oid >= 16384",
        special={
            "ev_qual": "case when c.ev_qual <> '<>' then pg_get_expr(c.ev_qual, c.ev_class) end",
            "ev_action": RULE_ACTIONS,
        },
    ),
    "pg_trigger": Source(
        pg_trigger.PgTrigger,
        special={
            "tgargs": TRIGGER_ARGUMENTS,
            "tgqual": "case when c.tgqual is not null then pg_get_triggerdef(c.oid) end",
        },
    ),
    "pg_policy": Source(
        pg_policy.PgPolicy,
        special={
            "polqual": "pg_get_expr(c.polqual, c.polrelid)",
            "polwithcheck": "pg_get_expr(c.polwithcheck, c.polrelid)",
        },
    ),
    "pg_event_trigger": Source(pg_event_trigger.PgEventTrigger),
    "pg_proc": Source(
        pg_proc.PgProc,
        special={
            "proargdefaults": ARGUMENT_DEFAULTS,
            "prosrc": "case when c.prolang not in (12, 13) then c.prosrc else '' end",
            "probin": "null::text",
            "prosqlbody": "case when c.oid >= 16384 then pg_get_function_sqlbody(c.oid) end",
        },
    ),
    "pg_aggregate": Source(pg_aggregate.PgAggregate, key=("aggfnoid",)),
    "pg_language": Source(pg_language.PgLanguage),
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
        where="c.collprovider <> 'c' or c.oid < 12000 or c.collname = 'ucs_basic'",
        renamed={"colllocale": "colliculocale"},
        absent={"collicurules": "null::text"},
    ),
    "pg_conversion": Source(pg_collation.PgConversion),
    "pg_ts_parser": Source(pg_ts.PgTsParser),
    "pg_ts_template": Source(pg_ts.PgTsTemplate),
    "pg_ts_dict": Source(pg_ts.PgTsDict),
    "pg_ts_config": Source(pg_ts.PgTsConfig, special={"cfgmap": TEXT_SEARCH_MAP}),
    "pg_foreign_data_wrapper": Source(pg_foreign.PgForeignDataWrapper),
    "pg_foreign_server": Source(pg_foreign.PgForeignServer),
    "pg_user_mapping": Source(pg_foreign.PgUserMapping),
    "pg_foreign_table": Source(pg_foreign.PgForeignTable, key=("ftrelid",)),
    "pg_statistic_ext": Source(
        pg_statistic_ext.PgStatisticExt,
        special={
            "stxexprs": "case when stxexprs is not null then to_json(pg_get_statisticsobjdef_expressions(c.oid)) end"
        },
        mapped={"stxstattarget": {-1: None}},
    ),
    "pg_extension": Source(pg_extension.PgExtension),
    "pg_publication": Source(pg_publication.PgPublication, absent={"pubgencols": "'n'"}),
    "pg_publication_rel": Source(
        pg_publication.PgPublicationRel, special={"prqual": "pg_get_expr(c.prqual, c.prrelid)"}
    ),
    "pg_publication_namespace": Source(pg_publication.PgPublicationNamespace),
    "pg_default_acl": Source(pg_default_acl.PgDefaultAcl),
    "pg_description": Source(
        pg_description.PgDescription,
        key=("classid", "objid", "objsubid"),
        where="c.classoid = 'pg_namespace'::regclass and c.objoid = 2200",
        special={"classid": "c.classoid::regclass::text", "objid": "c.objoid::bigint"},
    ),
    "pg_depend": Source(
        pg_depend.PgDepend,
        key=DEPEND_KEY,
        where="c.refclassid = 'pg_extension'::regclass or c.objid >= 16384 and "
        + " and ".join(NO_TOAST.format(f"c.{column}") for column in ("objid", "refobjid")),
        special={column: f"c.{column}::regclass::text" for column in ("classid", "refclassid")},
    ),
    "pg_shdepend": Source(
        pg_depend.PgDepend,
        key=DEPEND_KEY,
        server_name="pg_shdepend",
        where="dbid in (0, (select d.oid from pg_database d where datname = current_database())) and objid >= 16384",
        special={
            "classid": "c.classid::regclass::text",
            "refclassid": "c.refclassid::regclass::text",
            "refobjsubid": "0",
        },
    ),
}
"""Every catalog that the baseline holds, in the order of generation.

pg_rewrite and pg_depend hold what is not built in: the query of a built-in view decides nothing, and nothing built in
can be dropped but an extension.
"""
