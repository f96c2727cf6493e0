"""CREATE SEQUENCE, ALTER SEQUENCE, and the sequences of serial and identity columns
(src/backend/commands/sequence.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import resolve_type
from analyzer.catalog import acl, depend
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_sequence import PgSequence
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.relations.creation_target import check_creation_right, creation_target
from analyzer.commands.relations.relation import RELATION_KINDS, heap_create_with_catalog
from analyzer.errors import PgError
from analyzer.session.sequences import Position
from analyzer.tree.names import range_var, strings

if TYPE_CHECKING:
    from analyzer.commands.constraints.create_stmt import SequenceRequest
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

RANGES: Final[dict[int, tuple[int, int]]] = {
    t.INT2: (-(2**15), 2**15 - 1), t.INT4: (-(2**31), 2**31 - 1), t.INT8: (-(2**63), 2**63 - 1),
}
_KNOWN: Final = frozenset(
    {"as", "increment", "start", "restart", "maxvalue", "minvalue", "cache", "cycle", "owned_by"}
)


class _Params(NamedTuple):
    sequence: PgSequence
    owned_by: list[str] | None
    restart: int | None


def create_sequence(ctx: Context, node: Node) -> None:
    """CREATE SEQUENCE."""
    relation = node["sequence"]
    if node.get("if_not_exists") and creation_target(ctx, relation).existing:
        ctx.notice(
            f'relation "{relation["relname"]}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_TABLE
        )
        return
    options = [option["DefElem"] for option in node.get("options", ())]
    params = init_params(ctx, options, None, for_identity=False)
    target = creation_target(ctx, relation)
    define_sequence(ctx, target.namespaceid, relation["relname"], target.persistence, params, ctx.roleid)


def create_owned_sequence(ctx: Context, request: SequenceRequest) -> int:
    """Make the sequence of a serial or identity column and return its oid; `own_sequence` links it once the column is
    there.
    """
    options = [option["DefElem"] for option in request.options]
    params = init_params(ctx, options, None, for_identity=request.for_identity)
    check_creation_right(ctx, request.namespaceid)
    return define_sequence(
        ctx, request.namespaceid, request.name, request.persistence, params, request.ownerid,
        for_identity=request.for_identity,
    )


def own_sequence(ctx: Context, seqid: int, relid: int, attnum: int, *, for_identity: bool) -> None:
    """Make a sequence belong to a column: dropped with it (a), or a part of it (i) for an identity column."""
    deptype = depend.INTERNAL if for_identity else depend.AUTO
    address = ObjectAddress("pg_class", seqid)
    depend.forget(ctx.catalog, address, "pg_class", deptype)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_class", relid, attnum)], deptype)


def define_sequence(
    ctx: Context, namespaceid: int, name: str, persistence: str, params: _Params, ownerid: int, *,
    for_identity: bool = False,
) -> int:
    """Make the relation and its pg_sequence row (DefineSequence)."""
    columns = [
        PgAttribute(0, 0, "last_value", t.INT8, attnotnull=True), PgAttribute(0, 0, "log_cnt", t.INT8, attnotnull=True),
        PgAttribute(0, 0, "is_called", t.BOOL, attnotnull=True),
    ]
    seqid = heap_create_with_catalog(
        ctx, name, namespaceid, "S", columns, ownerid=ownerid, persistence=persistence
    )
    ctx.catalog.pg_sequence.set(msgspec.structs.replace(params.sequence, seqrelid=seqid))
    if params.owned_by is not None:
        process_owned_by(ctx, seqid, params.owned_by, for_identity=for_identity)
    return seqid


def alter_sequence(ctx: Context, node: Node) -> None:
    """ALTER SEQUENCE [IF EXISTS] with options."""
    catalog = ctx.catalog
    _, schema, name = range_var(node["sequence"])
    missing_ok = node.get("missing_ok", False)
    relation = ctx.namespace.relation(schema, name, missing_ok=missing_ok, schema_missing_ok=missing_ok)
    if relation is None:
        ctx.notice(f'relation "{name}" does not exist, skipping')
        return
    acl.check_owner(catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)
    if relation.relkind != "S":
        if ctx.postgres < 17:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not a sequence')
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'cannot open relation "{name}"',
            detail=f"This operation is not supported for {RELATION_KINDS[relation.relkind]}.",
        )
    alter_sequence_options(
        ctx, relation.oid, [option["DefElem"] for option in node.get("options", ())],
        for_identity=node.get("for_identity", False),
    )


def alter_sequence_options(ctx: Context, seqid: int, options: Sequence[Node], *, for_identity: bool = False) -> None:
    """Change a sequence's parameters, as ALTER SEQUENCE and ALTER COLUMN ... SET (identity options) do."""
    old = ctx.catalog.pg_sequence[seqid]
    params = init_params(ctx, options, old, for_identity=for_identity)
    positions = ctx.session.sequences
    if params.restart is not None:
        positions.restart(seqid, Position(params.restart, is_called=False), old.seqstart)
    else:
        # A new START is for the next RESTART only.
        positions.set(seqid, positions.of(seqid, old.seqstart))
    ctx.catalog.pg_sequence.set(params.sequence)
    if params.owned_by is not None:
        process_owned_by(ctx, seqid, params.owned_by, for_identity=for_identity)


# -- options -------------------------------------------------------------------------------------------------------


def init_params(
    ctx: Context, options: Sequence[Node], old: PgSequence | None, *, for_identity: bool
) -> _Params:
    """Return the parameters that options give to a new sequence, or make of an old one (init_params)."""
    given = _given_options(options)
    typid = old.seqtypid if old is not None else t.INT8
    reset_max = reset_min = False
    if "as" in given:
        new_type = _type_option(ctx, given["as"])
        if new_type not in RANGES:
            what = "identity column" if for_identity else "sequence"
            raise _bad(f"{what} type must be smallint, integer, or bigint")
        if old is not None:
            # Bounds that were those of the old type follow the new one.
            lowest, highest = RANGES[typid]
            reset_max, reset_min = old.seqmax == highest, old.seqmin == lowest
        typid = new_type
    increment = _number(given, "increment", old, 1)
    if increment == 0:
        raise _bad("INCREMENT must not be zero")
    cycle = _boolean(given["cycle"]) if "cycle" in given else old is not None and old.seqcycle
    shown = format_type(ctx.catalog, typid, namespace=ctx.namespace)
    lowest, highest = RANGES[typid]
    maximum = _bound(
        given, "maxvalue", None if old is None or reset_max else old.seqmax,
        highest if increment > 0 or reset_max else -1,
    )
    if not lowest <= maximum <= highest:
        raise _bad(f"MAXVALUE ({maximum}) is out of range for sequence data type {shown}")
    minimum = _bound(
        given, "minvalue", None if old is None or reset_min else old.seqmin,
        lowest if increment < 0 or reset_min else 1,
    )
    if not lowest <= minimum <= highest:
        raise _bad(f"MINVALUE ({minimum}) is out of range for sequence data type {shown}")
    if minimum >= maximum:
        raise _bad(f"MINVALUE ({minimum}) must be less than MAXVALUE ({maximum})")
    start = _number(given, "start", old, minimum if increment > 0 else maximum)
    _check_between("START", start, minimum, maximum)
    restart = None
    if "restart" in given:
        restart = _integer(given["restart"]) if given["restart"].get("arg") else start
        _check_between("RESTART", restart, minimum, maximum)
    cache = _number(given, "cache", old, 1)
    if cache <= 0:
        raise _bad(f"CACHE ({cache}) must be greater than zero")
    owned_by = strings(given["owned_by"]["arg"]["List"]["items"]) if "owned_by" in given else None
    sequence = PgSequence(
        0 if old is None else old.seqrelid, typid, start, increment, maximum, minimum, cache, cycle
    )
    return _Params(sequence, owned_by, restart)


def _given_options(options: Sequence[Node]) -> dict[str, Node]:
    given: dict[str, Node] = {}
    for option in options:
        name, location = option["defname"], option.get("location", 0)
        if name == "sequence_name":
            raise PgError(sqlstate.SYNTAX_ERROR, "invalid sequence option SEQUENCE NAME", location=location)
        if name not in _KNOWN:
            raise PgError(sqlstate.INTERNAL_ERROR, f'option "{name}" not recognized')
        if name in given:
            raise conflicting(option)
        given[name] = option
    return given


def _number(given: dict[str, Node], name: str, old: PgSequence | None, default: int) -> int:
    """The option's value, else the old sequence's, else the default."""
    if name in given:
        return _integer(given[name])
    return default if old is None else int(getattr(old, f"seq{name}"))


def _bound(given: dict[str, Node], name: str, old: int | None, default: int) -> int:
    """The value of MAXVALUE or MINVALUE; NO MAXVALUE is the option without a value."""
    if name in given:
        return _integer(given[name]) if given[name].get("arg") else default
    return default if old is None else old


def _bad(message: str) -> PgError:
    return PgError(sqlstate.INVALID_PARAMETER_VALUE, message)


def _check_between(what: str, value: int, minimum: int, maximum: int) -> None:
    if value < minimum:
        raise _bad(f"{what} value ({value}) cannot be less than MINVALUE ({minimum})")
    if value > maximum:
        raise _bad(f"{what} value ({value}) cannot be greater than MAXVALUE ({maximum})")


def _type_option(ctx: Context, option: Node) -> int:
    if "typid" in option:
        return int(option["typid"])
    resolved = resolve_type(ctx.namespace, option["arg"]["TypeName"])
    assert resolved is not None
    return resolved[0]


def _integer(option: Node) -> int:
    """The number of an option (defGetInt64, define.c): numbers beyond int4 come as Float nodes."""
    arg: dict[str, Any] = option.get("arg") or {}
    if "Integer" in arg:
        return int(arg["Integer"].get("ival", 0))
    if "Float" in arg:
        text = arg["Float"]["fval"]
        try:
            value = int(text)
        except ValueError:
            raise PgError(
                sqlstate.INVALID_TEXT_REPRESENTATION, f'invalid input syntax for type bigint: "{text}"'
            ) from None
        if not -(2**63) <= value < 2**63:
            raise PgError(
                sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f'value "{text}" is out of range for type bigint'
            )
        return value
    raise PgError(sqlstate.SYNTAX_ERROR, f"{option['defname']} requires a numeric value")


def _boolean(option: Node) -> bool:
    arg: dict[str, Any] = option.get("arg") or {}
    return bool(arg.get("Boolean", {}).get("boolval", False)) if arg else True


# -- OWNED BY ------------------------------------------------------------------------------------------------------


def process_owned_by(ctx: Context, seqid: int, names: list[str], *, for_identity: bool) -> None:
    """OWNED BY table.column or OWNED BY NONE (process_owned_by)."""
    catalog = ctx.catalog
    sequence = catalog.pg_class[seqid]
    table = None
    attnum = 0
    if len(names) == 1:
        if names[0] != "none":
            raise PgError(
                sqlstate.SYNTAX_ERROR, "invalid OWNED BY option",
                hint="Specify OWNED BY table.column or OWNED BY NONE.",
            )
    else:
        from analyzer.analyze.lsyscache import get_attnum

        schema = names[-3] if len(names) > 2 else None
        table = ctx.namespace.relation(schema, names[-2], schema_missing_ok=False)
        assert table is not None
        if table.relkind not in "rfvp":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'sequence cannot be owned by relation "{table.relname}"',
                detail=f"This operation is not supported for {RELATION_KINDS[table.relkind]}.",
            )
        if sequence.relowner != table.relowner:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "sequence must have same owner as table it is linked to"
            )
        if sequence.relnamespace != table.relnamespace:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "sequence must be in same schema as table it is linked to"
            )
        attnum = get_attnum(catalog, table.oid, names[-1])
        if not attnum:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{names[-1]}" of relation "{table.relname}" does not exist',
                missing=("column", None, f"{table.relname}.{names[-1]}"),
            )
    if not for_identity:
        owner = depend.owned_sequence_column(catalog, seqid)
        if owner is not None and owner[2] == depend.INTERNAL:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "cannot change ownership of identity sequence",
                detail=f'Sequence "{sequence.relname}" is linked to table "{catalog.pg_class[owner[0]].relname}".',
            )
    deptype = depend.INTERNAL if for_identity else depend.AUTO
    address = ObjectAddress("pg_class", seqid)
    depend.forget(catalog, address, "pg_class", deptype)
    if table is not None:
        depend.record(catalog, address, [ObjectAddress("pg_class", table.oid, attnum)], deptype)
