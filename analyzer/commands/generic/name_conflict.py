"""Whether a name is free for an object that is renamed or moved (report_name_conflict and its like,
src/backend/commands/alter.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog.format_type import func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import PgError

_NOUNS: Final[dict[str, str]] = {
    "pg_event_trigger": "event trigger",
    "pg_foreign_data_wrapper": "foreign-data wrapper",
    "pg_foreign_server": "server",
    "pg_language": "language",
    "pg_publication": "publication",
    "pg_subscription": "subscription",
    "pg_conversion": "conversion",
    "pg_statistic_ext": "statistics object",
    "pg_ts_parser": "text search parser",
    "pg_ts_dict": "text search dictionary",
    "pg_ts_template": "text search template",
    "pg_ts_config": "text search configuration",
}


def check_name_free(ctx: Context, address: ObjectAddress, name: str, namespaceid: int = 0) -> None:
    """Raise if the schema (or, for kinds outside schemas, the database) has such an object of that name already."""
    catalog = ctx.catalog
    classid = address.classid
    where = " already exists"
    if namespaceid:
        where += f' in schema "{catalog.pg_namespace[namespaceid].nspname}"'
    if classid == "pg_proc":
        proc = catalog.pg_proc[address.objid]
        for other in catalog.pg_proc.find("name", name):
            if other.pronamespace == namespaceid and other.proargtypes == proc.proargtypes:
                shown = func_signature(ctx.namespace, name, proc.proargtypes)
                raise PgError(sqlstate.DUPLICATE_FUNCTION, f"function {shown}{where}")
    elif classid == "pg_collation":
        _check_collation(ctx, address, name, namespaceid, where)
    elif classid in ("pg_opclass", "pg_opfamily"):
        record = catalog.tables[classid][address.objid]
        method = record.opcmethod if classid == "pg_opclass" else record.opfmethod
        if catalog.tables[classid].has("name", (method, name, namespaceid)):
            noun = "class" if classid == "pg_opclass" else "family"
            am = catalog.pg_am[method].amname
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'operator {noun} "{name}" for access method "{am}"{where}'
            )
    elif classid in _NOUNS:
        key = (name, namespaceid) if namespaceid else name
        if catalog.tables[classid].has("name", key):
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'{_NOUNS[classid]} "{name}"{where}')


def _check_collation(ctx: Context, address: ObjectAddress, name: str, namespaceid: int, where: str) -> None:
    found = ctx.catalog.pg_collation.find("name", (name, namespaceid))
    if any(other.collencoding == 6 for other in found):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'collation "{name}" for encoding "UTF8"{where}')
    if any(other.collencoding == -1 for other in found):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'collation "{name}"{where}')
