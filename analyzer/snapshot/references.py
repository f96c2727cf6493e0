"""Which columns hold the numbers of which objects (BKI_LOOKUP of src/include/catalog/*.h)."""

from __future__ import annotations

REFERENCES: dict[str, dict[str, str]] = {
    "pg_auth_members": {"roleid": "pg_authid", "member": "pg_authid", "grantor": "pg_authid"},
    "pg_db_role_setting": {"setrole": "pg_authid", "setdatabase": "pg_database"},
    "pg_database": {"datdba": "pg_authid"},
    "pg_tablespace": {"spcowner": "pg_authid"},
    "pg_namespace": {"nspowner": "pg_authid"},
    "pg_type": {
        "typnamespace": "pg_namespace", "typowner": "pg_authid", "typrelid": "pg_class", "typsubscript": "pg_proc",
        "typelem": "pg_type", "typarray": "pg_type", "typinput": "pg_proc", "typoutput": "pg_proc",
        "typmodin": "pg_proc", "typmodout": "pg_proc", "typreceive": "pg_proc", "typsend": "pg_proc",
        "typanalyze": "pg_proc", "typbasetype": "pg_type", "typcollation": "pg_collation",
    },
    "pg_enum": {"enumtypid": "pg_type"},
    "pg_range": {
        "rngtypid": "pg_type", "rngsubtype": "pg_type", "rngmultitypid": "pg_type", "rngcollation": "pg_collation",
        "rngsubopc": "pg_opclass", "rngcanonical": "pg_proc", "rngsubdiff": "pg_proc",
    },
    "pg_class": {
        "relnamespace": "pg_namespace", "relowner": "pg_authid", "reltype": "pg_type", "reloftype": "pg_type",
        "relam": "pg_am", "reltablespace": "pg_tablespace",
    },
    "pg_attribute": {"attrelid": "pg_class", "atttypid": "pg_type", "attcollation": "pg_collation"},
    "pg_attrdef": {"adrelid": "pg_class"},
    "pg_constraint": {
        "connamespace": "pg_namespace", "conrelid": "pg_class", "contypid": "pg_type", "conindid": "pg_class",
        "conparentid": "pg_constraint", "confrelid": "pg_class", "conpfeqop": "pg_operator",
        "conexclop": "pg_operator",
    },
    "pg_index": {
        "indexrelid": "pg_class", "indrelid": "pg_class", "indcollation": "pg_collation", "indclass": "pg_opclass",
    },
    "pg_inherits": {"inhrelid": "pg_class", "inhparent": "pg_class"},
    "pg_partitioned_table": {
        "partrelid": "pg_class", "partdefid": "pg_class", "partclass": "pg_opclass", "partcollation": "pg_collation",
    },
    "pg_sequence": {"seqrelid": "pg_class", "seqtypid": "pg_type"},
    "pg_rewrite": {"ev_class": "pg_class"},
    "pg_trigger": {
        "tgrelid": "pg_class", "tgfoid": "pg_proc", "tgparentid": "pg_trigger", "tgconstrrelid": "pg_class",
        "tgconstrindid": "pg_class", "tgconstraint": "pg_constraint",
    },
    "pg_policy": {"polrelid": "pg_class", "polroles": "pg_authid"},
    "pg_event_trigger": {"evtowner": "pg_authid", "evtfoid": "pg_proc"},
    "pg_proc": {
        "pronamespace": "pg_namespace", "proowner": "pg_authid", "prolang": "pg_language", "prorettype": "pg_type",
        "proargtypes": "pg_type", "proallargtypes": "pg_type", "provariadic": "pg_type", "prosupport": "pg_proc",
        "protrftypes": "pg_type",
    },
    "pg_aggregate": {
        "aggfnoid": "pg_proc", "aggtransfn": "pg_proc", "aggfinalfn": "pg_proc", "aggcombinefn": "pg_proc",
        "aggserialfn": "pg_proc", "aggdeserialfn": "pg_proc", "aggmtransfn": "pg_proc", "aggminvtransfn": "pg_proc",
        "aggmfinalfn": "pg_proc", "aggsortop": "pg_operator", "aggtranstype": "pg_type", "aggmtranstype": "pg_type",
    },
    "pg_language": {
        "lanowner": "pg_authid", "lanplcallfoid": "pg_proc", "laninline": "pg_proc", "lanvalidator": "pg_proc",
    },
    "pg_transform": {
        "trftype": "pg_type", "trflang": "pg_language", "trffromsql": "pg_proc", "trftosql": "pg_proc",
    },
    "pg_operator": {
        "oprnamespace": "pg_namespace", "oprowner": "pg_authid", "oprleft": "pg_type", "oprright": "pg_type",
        "oprresult": "pg_type", "oprcode": "pg_proc", "oprcom": "pg_operator", "oprnegate": "pg_operator",
        "oprrest": "pg_proc", "oprjoin": "pg_proc",
    },
    "pg_cast": {"castsource": "pg_type", "casttarget": "pg_type", "castfunc": "pg_proc"},
    "pg_am": {"amhandler": "pg_proc"},
    "pg_opfamily": {"opfmethod": "pg_am", "opfnamespace": "pg_namespace", "opfowner": "pg_authid"},
    "pg_opclass": {
        "opcmethod": "pg_am", "opcnamespace": "pg_namespace", "opcowner": "pg_authid", "opcfamily": "pg_opfamily",
        "opcintype": "pg_type", "opckeytype": "pg_type",
    },
    "pg_amop": {
        "amopfamily": "pg_opfamily", "amoplefttype": "pg_type", "amoprighttype": "pg_type", "amopopr": "pg_operator",
        "amopmethod": "pg_am", "amopsortfamily": "pg_opfamily",
    },
    "pg_amproc": {
        "amprocfamily": "pg_opfamily", "amproclefttype": "pg_type", "amprocrighttype": "pg_type", "amproc": "pg_proc",
    },
    "pg_collation": {"collnamespace": "pg_namespace", "collowner": "pg_authid"},
    "pg_conversion": {"connamespace": "pg_namespace", "conowner": "pg_authid", "conproc": "pg_proc"},
    "pg_ts_parser": {
        "prsnamespace": "pg_namespace", "prsstart": "pg_proc", "prstoken": "pg_proc", "prsend": "pg_proc",
        "prsheadline": "pg_proc", "prslextype": "pg_proc",
    },
    "pg_ts_template": {"tmplnamespace": "pg_namespace", "tmplinit": "pg_proc", "tmpllexize": "pg_proc"},
    "pg_ts_dict": {"dictnamespace": "pg_namespace", "dictowner": "pg_authid", "dicttemplate": "pg_ts_template"},
    "pg_ts_config": {"cfgnamespace": "pg_namespace", "cfgowner": "pg_authid", "cfgparser": "pg_ts_parser"},
    "pg_foreign_data_wrapper": {"fdwowner": "pg_authid", "fdwhandler": "pg_proc", "fdwvalidator": "pg_proc"},
    "pg_foreign_server": {"srvowner": "pg_authid", "srvfdw": "pg_foreign_data_wrapper"},
    "pg_user_mapping": {"umuser": "pg_authid", "umserver": "pg_foreign_server"},
    "pg_foreign_table": {"ftrelid": "pg_class", "ftserver": "pg_foreign_server"},
    "pg_statistic_ext": {"stxrelid": "pg_class", "stxnamespace": "pg_namespace", "stxowner": "pg_authid"},
    "pg_extension": {"extowner": "pg_authid", "extnamespace": "pg_namespace", "extconfig": "pg_class"},
    "pg_publication": {"pubowner": "pg_authid"},
    "pg_publication_rel": {"prpubid": "pg_publication", "prrelid": "pg_class"},
    "pg_publication_namespace": {"pnpubid": "pg_publication", "pnnspid": "pg_namespace"},
    "pg_subscription": {"subowner": "pg_authid"},
    "pg_default_acl": {"defaclrole": "pg_authid", "defaclnamespace": "pg_namespace"},
}  # fmt: skip
"""Per catalog, the columns that hold an object's number, or several, and the catalog it is a number of; 0 is none."""

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("pg_attrdef", "adrelid", "adnum"),
    ("pg_constraint", "conrelid", "conkey"),
    ("pg_constraint", "confrelid", "confkey"),
    ("pg_constraint", "conrelid", "confdelsetcols"),
    ("pg_index", "indrelid", "indkey"),
    ("pg_partitioned_table", "partrelid", "partattrs"),
    ("pg_trigger", "tgrelid", "tgattr"),
    ("pg_statistic_ext", "stxrelid", "stxkeys"),
    ("pg_publication_rel", "prrelid", "prattrs"),
)
"""Catalog, its column that names a relation, its column that holds numbers of that relation's columns."""
