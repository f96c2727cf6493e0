"""The whole simulated catalog: one CatalogTable per PostgreSQL catalog, the journal, the oid counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer.catalog.journal import Journal
from analyzer.catalog.pg_aggregate import PgAggregate
from analyzer.catalog.pg_am import PgAm, PgAmop, PgAmproc, PgOpclass, PgOpfamily
from analyzer.catalog.pg_attrdef import PgAttrdef
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_authid import PgAuthid, PgAuthMembers, PgDbRoleSetting
from analyzer.catalog.pg_cast import PgCast
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_collation import PgCollation, PgConversion
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_default_acl import PgDefaultAcl
from analyzer.catalog.pg_depend import PgDepend
from analyzer.catalog.pg_description import PgDescription, PgSeclabel
from analyzer.catalog.pg_enum import PgEnum
from analyzer.catalog.pg_event_trigger import PgEventTrigger
from analyzer.catalog.pg_extension import PgExtension
from analyzer.catalog.pg_foreign import PgForeignDataWrapper, PgForeignServer, PgForeignTable, PgUserMapping
from analyzer.catalog.pg_index import PgIndex
from analyzer.catalog.pg_inherits import PgInherits
from analyzer.catalog.pg_language import PgDatabase, PgLanguage, PgTablespace, PgTransform
from analyzer.catalog.pg_namespace import PgNamespace
from analyzer.catalog.pg_operator import PgOperator
from analyzer.catalog.pg_partitioned_table import PartitionBound, PgPartitionedTable
from analyzer.catalog.pg_policy import PgPolicy
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.pg_publication import PgPublication, PgPublicationNamespace, PgPublicationRel, PgSubscription
from analyzer.catalog.pg_range import PgRange
from analyzer.catalog.pg_rewrite import PgRewrite
from analyzer.catalog.pg_sequence import PgSequence
from analyzer.catalog.pg_statistic_ext import PgStatisticExt
from analyzer.catalog.pg_trigger import PgTrigger
from analyzer.catalog.pg_ts import PgTsConfig, PgTsDict, PgTsParser, PgTsTemplate
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.table import CatalogTable, R

BaseSource = Callable[[str, type[Any], tuple[str, ...]], Any]
"""Called with a catalog's name, record type and key when the catalog is first touched; returns its `table.Base`."""

FIRST_NORMAL_OID = 16384
"""Oids below it belong to what initdb made (transam.h)."""


class Catalog:
    """Every catalog of one database (and the shared ones of its cluster).

    `postgres` is the major version that is simulated. `first_oid` is where the oids of new objects start.
    """

    def __init__(self, postgres: int = 17, base: BaseSource | None = None, first_oid: int = FIRST_NORMAL_OID) -> None:
        self.postgres = postgres
        self.journal = Journal()
        self.tables: dict[str, CatalogTable[Any]] = {}
        self._base = base
        self._next_oid = first_oid
        self.database_oid = 5

        table = self._table
        self.pg_namespace = table("pg_namespace", PgNamespace, name=("nspname",), owner=("nspowner",))
        self.pg_class = table(
            "pg_class", PgClass, name=("relname", "relnamespace"), namespace=("relnamespace",), owner=("relowner",),
            type=("reltype",),
        )
        self.pg_attribute = table(
            "pg_attribute",
            PgAttribute,
            key=("attrelid", "attnum"),
            relation=("attrelid",),
            name=("attrelid", "attname"),
            type=("atttypid",),
        )
        self.pg_attrdef = table("pg_attrdef", PgAttrdef, column=("adrelid", "adnum"), relation=("adrelid",))
        self.pg_type = table(
            "pg_type", PgType, name=("typname", "typnamespace"), namespace=("typnamespace",), owner=("typowner",),
            basetype=("typbasetype",), relation=("typrelid",),
        )
        self.pg_enum = table("pg_enum", PgEnum, type=("enumtypid",), label=("enumtypid", "enumlabel"))
        self.pg_range = table(
            "pg_range", PgRange, key=("rngtypid",), multirange=("rngmultitypid",), subtype=("rngsubtype",)
        )
        self.pg_proc = table("pg_proc", PgProc, name=("proname",), namespace=("pronamespace",), owner=("proowner",))
        self.pg_aggregate = table("pg_aggregate", PgAggregate, key=("aggfnoid",))
        self.pg_operator = table("pg_operator", PgOperator, name=("oprname",), namespace=("oprnamespace",))
        self.pg_cast = table("pg_cast", PgCast, types=("castsource", "casttarget"), source=("castsource",))
        self.pg_constraint = table(
            "pg_constraint",
            PgConstraint,
            relation=("conrelid",),
            type=("contypid",),
            name=("conrelid", "conname"),
            conname=("conname", "connamespace"),
            referenced=("confrelid",),
            index=("conindid",),
            parent=("conparentid",),
        )
        self.pg_index = table("pg_index", PgIndex, key=("indexrelid",), relation=("indrelid",))
        self.pg_inherits = table(
            "pg_inherits", PgInherits, key=("inhrelid", "inhparent"), child=("inhrelid",), parent=("inhparent",)
        )
        self.pg_partitioned_table = table("pg_partitioned_table", PgPartitionedTable, key=("partrelid",))
        self.partition_bound = table("partition_bound", PartitionBound, key=("relid",))
        self.pg_sequence = table("pg_sequence", PgSequence, key=("seqrelid",))
        self.pg_rewrite = table("pg_rewrite", PgRewrite, relation=("ev_class",), name=("ev_class", "rulename"))
        self.pg_trigger = table(
            "pg_trigger", PgTrigger, relation=("tgrelid",), name=("tgrelid", "tgname"), constraint=("tgconstraint",),
            parent=("tgparentid",), function=("tgfoid",),
        )
        self.pg_event_trigger = table("pg_event_trigger", PgEventTrigger, name=("evtname",))
        self.pg_policy = table("pg_policy", PgPolicy, relation=("polrelid",), name=("polrelid", "polname"))
        self.pg_authid = table("pg_authid", PgAuthid, name=("rolname",))
        self.pg_auth_members = table("pg_auth_members", PgAuthMembers, member=("member",), role=("roleid",))
        self.pg_db_role_setting = table("pg_db_role_setting", PgDbRoleSetting, key=("setdatabase", "setrole"))
        self.pg_default_acl = table(
            "pg_default_acl", PgDefaultAcl, object=("defaclrole", "defaclnamespace", "defaclobjtype"),
            role=("defaclrole",), namespace=("defaclnamespace",),
        )
        self.pg_extension = table("pg_extension", PgExtension, name=("extname",), namespace=("extnamespace",))
        self.pg_publication = table("pg_publication", PgPublication, name=("pubname",))
        self.pg_publication_rel = table(
            "pg_publication_rel", PgPublicationRel, publication=("prpubid",), relation=("prrelid",),
            pair=("prrelid", "prpubid"),
        )
        self.pg_publication_namespace = table(
            "pg_publication_namespace", PgPublicationNamespace, publication=("pnpubid",), namespace=("pnnspid",),
            pair=("pnnspid", "pnpubid"),
        )
        self.pg_subscription = table("pg_subscription", PgSubscription, name=("subname",))
        self.pg_foreign_data_wrapper = table("pg_foreign_data_wrapper", PgForeignDataWrapper, name=("fdwname",))
        self.pg_foreign_server = table("pg_foreign_server", PgForeignServer, name=("srvname",), fdw=("srvfdw",))
        self.pg_user_mapping = table(
            "pg_user_mapping", PgUserMapping, user_server=("umuser", "umserver"), server=("umserver",)
        )
        self.pg_foreign_table = table("pg_foreign_table", PgForeignTable, key=("ftrelid",), server=("ftserver",))
        self.pg_collation = table(
            "pg_collation", PgCollation, name=("collname", "collnamespace"), namespace=("collnamespace",)
        )
        self.pg_conversion = table(
            "pg_conversion", PgConversion, name=("conname", "connamespace"), namespace=("connamespace",)
        )
        self.pg_language = table("pg_language", PgLanguage, name=("lanname",))
        self.pg_transform = table("pg_transform", PgTransform, types=("trftype", "trflang"))
        self.pg_tablespace = table("pg_tablespace", PgTablespace, name=("spcname",))
        self.pg_database = table("pg_database", PgDatabase, name=("datname",))
        self.pg_am = table("pg_am", PgAm, name=("amname",))
        self.pg_opclass = table(
            "pg_opclass", PgOpclass, name=("opcmethod", "opcname", "opcnamespace"), method=("opcmethod",),
            namespace=("opcnamespace",), family=("opcfamily",), methodname=("opcmethod", "opcname"),
        )
        self.pg_opfamily = table(
            "pg_opfamily", PgOpfamily, name=("opfmethod", "opfname", "opfnamespace"), namespace=("opfnamespace",)
        )
        self.pg_amop = table(
            "pg_amop", PgAmop, family=("amopfamily",), operator=("amopopr",),
            strategy=("amopfamily", "amoplefttype", "amoprighttype", "amopstrategy"),
        )
        self.pg_amproc = table(
            "pg_amproc", PgAmproc, family=("amprocfamily",),
            support=("amprocfamily", "amproclefttype", "amprocrighttype", "amprocnum"),
        )
        self.pg_ts_config = table(
            "pg_ts_config", PgTsConfig, name=("cfgname", "cfgnamespace"), namespace=("cfgnamespace",)
        )
        self.pg_ts_dict = table(
            "pg_ts_dict", PgTsDict, name=("dictname", "dictnamespace"), namespace=("dictnamespace",)
        )
        self.pg_ts_parser = table(
            "pg_ts_parser", PgTsParser, name=("prsname", "prsnamespace"), namespace=("prsnamespace",)
        )
        self.pg_ts_template = table(
            "pg_ts_template", PgTsTemplate, name=("tmplname", "tmplnamespace"), namespace=("tmplnamespace",)
        )
        self.pg_statistic_ext = table(
            "pg_statistic_ext", PgStatisticExt, name=("stxname", "stxnamespace"), relation=("stxrelid",),
            namespace=("stxnamespace",),
        )
        self.pg_description = table("pg_description", PgDescription, key=("classid", "objid", "objsubid"),
                                    object=("classid", "objid"))
        self.pg_seclabel = table("pg_seclabel", PgSeclabel, key=("classid", "objid", "objsubid", "provider"),
                                 object=("classid", "objid"))
        self.pg_depend = table(
            "pg_depend", PgDepend,
            key=("classid", "objid", "objsubid", "refclassid", "refobjid", "refobjsubid", "deptype"),
            object=("classid", "objid"), referenced=("refclassid", "refobjid"),
        )

    def _table(
        self, table_name: str, record_type: type[R], *, key: tuple[str, ...] = ("oid",), **indexes: tuple[str, ...]
    ) -> CatalogTable[R]:
        base = self._base
        source = None if base is None else (lambda: base(table_name, record_type, key))
        table: CatalogTable[R] = CatalogTable(
            table_name, record_type, self.journal, key=key, indexes=indexes, base=source
        )
        self.tables[table_name] = table
        return table

    def copy(self) -> Catalog:
        """Return a catalog with the same records and an empty journal, for what is only tried."""
        other = Catalog(self.postgres, self._base, self._next_oid)
        other.database_oid = self.database_oid
        for name, table in self.tables.items():
            other.tables[name].take(table)
        return other

    def new_oid(self) -> int:
        """Return an oid no object has had before; never given back, even by undo (GetNewObjectId, varsup.c)."""
        oid = self._next_oid
        self._next_oid = oid + 1
        return oid

    def reserve(self, oid: int) -> None:
        """Leave the oids below `oid` to objects that come with their own."""
        self._next_oid = max(self._next_oid, oid)

    def peek_oid(self) -> int:
        """Return the oid that the next new object will get: everything below it exists already."""
        return self._next_oid

    def table_of(self, classid: str) -> CatalogTable[Any]:
        """Return the catalog called `classid`."""
        return self.tables[classid]
