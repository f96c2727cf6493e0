"""Which objects a GRANT or REVOKE is about (objectNamesToOids, objectsInSchemaToOids, src/backend/catalog/aclchk.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

_GLOBAL = {
    "OBJECT_DATABASE": ("pg_database", "database", "3D000"),
    "OBJECT_LANGUAGE": ("pg_language", "language", "42704"),
    "OBJECT_SCHEMA": ("pg_namespace", "schema", "3F000"),
    "OBJECT_TABLESPACE": ("pg_tablespace", "tablespace", "42704"),
    "OBJECT_FDW": ("pg_foreign_data_wrapper", "foreign-data wrapper", "42704"),
    "OBJECT_FOREIGN_SERVER": ("pg_foreign_server", "server", "42704"),
}


def granted_objects(ctx: Context, node: Node) -> list[ObjectAddress]:
    """Return the addresses of a GrantStmt's objects, in its order; raises what an absent one raises."""
    objtype = node["objtype"]
    if node["targtype"] == "ACL_TARGET_ALL_IN_SCHEMA":
        return _in_schemas(ctx, objtype, [item["String"]["sval"] for item in node["objects"]])
    return [_named(ctx, objtype, item) for item in node.get("objects", ())]


def _named(ctx: Context, objtype: str, item: Node) -> ObjectAddress:
    if objtype in ("OBJECT_TABLE", "OBJECT_SEQUENCE"):
        name = item["RangeVar"]
        relation = ctx.namespace.relation(name.get("schemaname"), name["relname"], schema_missing_ok=False)
        assert relation is not None
        return ObjectAddress("pg_class", relation.oid)
    if objtype in ("OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"):
        from analyzer.analyze.func import lookup_function_with_args

        routine = lookup_function_with_args(ctx.namespace, item["ObjectWithArgs"], objtype)
        assert routine is not None
        return ObjectAddress("pg_proc", routine.oid)
    if objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        from analyzer.analyze.typename import resolve_type

        type_name = item.get("TypeName") or {"names": item["List"]["items"], "typemod": -1}
        resolved = resolve_type(ctx.namespace, type_name)
        assert resolved is not None
        return ObjectAddress("pg_type", resolved[0])
    if objtype in _GLOBAL:
        classid, noun, state = _GLOBAL[objtype]
        name = item["String"]["sval"]
        record = ctx.catalog.tables[classid].first("name", name)
        if record is None:
            raise PgError(state, f'{noun} "{name}" does not exist', missing=(noun, None, name))
        return ObjectAddress(classid, record.oid)
    raise NotSimulated(f"GRANT on {objtype.removeprefix('OBJECT_').lower()}")


def _in_schemas(ctx: Context, objtype: str, schemas: list[str]) -> list[ObjectAddress]:
    found: list[ObjectAddress] = []
    for schema in schemas:
        namespace = ctx.namespace.explicit_namespace(schema)
        if objtype == "OBJECT_TABLE":
            # Kind by kind, as the server collects them.
            relations = ctx.catalog.pg_class.find("namespace", namespace)
            for kind in "rvmfp":
                found += [ObjectAddress("pg_class", r.oid) for r in relations if r.relkind == kind]
        elif objtype == "OBJECT_SEQUENCE":
            relations = ctx.catalog.pg_class.find("namespace", namespace)
            found += [ObjectAddress("pg_class", r.oid) for r in relations if r.relkind == "S"]
        elif objtype in ("OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"):
            for routine in ctx.catalog.pg_proc.find("namespace", namespace):
                is_procedure = routine.prokind == "p"
                if objtype == "OBJECT_ROUTINE" or is_procedure == (objtype == "OBJECT_PROCEDURE"):
                    found.append(ObjectAddress("pg_proc", routine.oid))
        else:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"unrecognized GrantStmt.objtype: {objtype}")
    return found
