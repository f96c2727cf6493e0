"""Storage parameters: WITH (...) of tables, indexes and views checked and put into the form pg_class keeps
(src/backend/access/common/reloptions.c).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.commands.relations.index_am import handler_name
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_am import PgAm
    from analyzer.tree.parse import Node

MAX_KILOBYTES: Final = 2147483647
INT_MAX: Final = 2147483647


class Option(NamedTuple):
    """One parameter: its type (bool, int, real, enum, string) and what values it takes."""

    type: str
    low: float = 0
    high: float = 0
    values: tuple[str, ...] = ()
    detail: str = ""


_BOOL = Option("bool")
_ON_OFF_AUTO = Option("enum", values=("auto", "on", "off", "true", "false", "yes", "no", "1", "0"),
                      detail='Valid values are "on", "off", and "auto".')
_CHECK_OPTION = Option("enum", values=("local", "cascaded"), detail='Valid values are "local" and "cascaded".')

_AUTOVACUUM: Final[dict[str, Option]] = {
    "autovacuum_enabled": _BOOL,
    "autovacuum_vacuum_threshold": Option("int", 0, INT_MAX),
    "autovacuum_vacuum_max_threshold": Option("int", -1, INT_MAX),
    "autovacuum_vacuum_insert_threshold": Option("int", -1, INT_MAX),
    "autovacuum_vacuum_cost_limit": Option("int", 1, 10000),
    "autovacuum_vacuum_cost_delay": Option("real", 0, 100),
    "autovacuum_vacuum_scale_factor": Option("real", 0, 100),
    "autovacuum_vacuum_insert_scale_factor": Option("real", 0, 100),
    "autovacuum_freeze_min_age": Option("int", 0, 1000000000),
    "autovacuum_freeze_max_age": Option("int", 100000, 2000000000),
    "autovacuum_freeze_table_age": Option("int", 0, 2000000000),
    "autovacuum_multixact_freeze_min_age": Option("int", 0, 1000000000),
    "autovacuum_multixact_freeze_max_age": Option("int", 10000, 2000000000),
    "autovacuum_multixact_freeze_table_age": Option("int", 0, 2000000000),
    "log_autovacuum_min_duration": Option("int", -1, INT_MAX),
    "vacuum_index_cleanup": _ON_OFF_AUTO,
    "vacuum_truncate": _BOOL,
    "vacuum_max_eager_freeze_failure_rate": Option("real", 0, 1),
}
_SINCE_18: Final = frozenset({"autovacuum_vacuum_max_threshold", "vacuum_max_eager_freeze_failure_rate"})

HEAP: Final[dict[str, Option]] = {
    **_AUTOVACUUM,
    "fillfactor": Option("int", 10, 100),
    "toast_tuple_target": Option("int", 128, 8160),
    "autovacuum_analyze_threshold": Option("int", 0, INT_MAX),
    "autovacuum_analyze_scale_factor": Option("real", 0, 100),
    "user_catalog_table": _BOOL,
    "parallel_workers": Option("int", 0, 1024),
}
TOAST: Final[dict[str, Option]] = _AUTOVACUUM
VIEW: Final[dict[str, Option]] = {
    "security_barrier": _BOOL, "security_invoker": _BOOL, "check_option": _CHECK_OPTION,
}

_FILLFACTOR = Option("int", 10, 100)
INDEX: Final[dict[str, dict[str, Option]]] = {
    "bthandler": {"fillfactor": _FILLFACTOR, "deduplicate_items": _BOOL},
    "hashhandler": {"fillfactor": _FILLFACTOR},
    "gisthandler": {
        "fillfactor": _FILLFACTOR,
        "buffering": Option("enum", values=("auto", "on", "off"), detail='Valid values are "on", "off", and "auto".'),
    },
    "spghandler": {"fillfactor": _FILLFACTOR},
    "ginhandler": {"fastupdate": _BOOL, "gin_pending_list_limit": Option("int", 64, MAX_KILOBYTES)},
    "brinhandler": {"pages_per_range": Option("int", 1, 131072), "autosummarize": _BOOL},
    "hnswhandler": {"m": Option("int", 2, 100), "ef_construction": Option("int", 4, 1000)},
    "ivfflathandler": {"lists": Option("int", 1, 32768)},
    "blhandler": {"length": Option("int", 1, 4096), **{f"col{n}": Option("int", 1, 4095) for n in range(1, 33)}},
}

OPCLASS: Final[dict[str, dict[str, Option]]] = {
    "tsvector_ops": {"siglen": Option("int", 1, 2024)},
    "gist_trgm_ops": {"siglen": Option("int", 1, 2024)},
    "gist_hstore_ops": {"siglen": Option("int", 1, 2024)},
    "gist_ltree_ops": {"siglen": Option("int", 4, 2024)},
    "gist__ltree_ops": {"siglen": Option("int", 1, 2024)},
    "gist__int_ops": {"numranges": Option("int", 1, 252)},
    "gist__intbig_ops": {"siglen": Option("int", 1, 2024)},
}


def parse_options(
    options: Sequence[Node], known: dict[str, Option], *, namespaces: tuple[str, ...] = (),
    old: tuple[str, ...] | None = None, reset: bool = False,
) -> tuple[str, ...] | None:
    """Return options (inner dicts of DefElem) as "name=value" texts on top of `old`, every value checked
    (transformRelOptions, parseRelOptions). Those of a name space such as toast are checked by their own call.
    """
    result = list(old or ())
    given = {option["defname"] for option in options if not option.get("defnamespace")}
    result = [item for item in result if item.partition("=")[0] not in given]
    for option in options:
        space = option.get("defnamespace")
        if space is not None and space not in namespaces:
            raise _unrecognized_namespace(space)
    if reset:
        for option in options:
            if option.get("arg") is not None:
                raise PgError(sqlstate.SYNTAX_ERROR, "RESET must not include values for parameters")
        return tuple(result) or None
    for option in options:
        if option.get("defnamespace") is not None:
            continue
        name, value = option["defname"], option_text(option)
        if "=" in name:
            raise _invalid(f'invalid option name "{name}": must not contain "="')
        if name == "oids":
            if _parse_bool(value):
                raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "tables declared WITH OIDS are not supported")
            continue
        result.append(f"{name}={value}")
    seen: set[str] = set()
    for item in result:
        name, _, value = item.partition("=")
        kind = known.get(name)
        if kind is None:
            raise _invalid(f'unrecognized parameter "{name}"')
        if name in seen:
            raise _invalid(f'parameter "{name}" specified more than once')
        seen.add(name)
        check_value(name, value, kind)
    return tuple(result) or None


def option_text(option: Node) -> str:
    """Return an option's value as text; "true" where none was given (defGetString, define.c)."""
    arg: dict[str, Any] | None = option.get("arg")
    if not arg:
        return "true"
    ((tag, inner),) = arg.items()
    if tag == "Integer":
        return str(inner.get("ival", 0))
    if tag == "Float":
        return str(inner["fval"])
    if tag == "Boolean":
        return "true" if inner.get("boolval") else "false"
    if tag == "String":
        return str(inner.get("sval", ""))
    if tag == "TypeName":
        return name_list_to_string(inner["names"][-1:] if len(inner["names"]) > 1 and inner["names"][0].get(
            "String", {}).get("sval") == "pg_catalog" else inner["names"])
    if tag == "List":
        return name_list_to_string(inner["items"])
    return "*"


def _invalid(message: str, detail: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_PARAMETER_VALUE, message, detail=detail)


def _unrecognized_namespace(name: str) -> PgError:
    # An extension may read the options of a name space of its own before the server does.
    error = _invalid(f'unrecognized parameter namespace "{name}"')
    error.missing = ("parameter namespace", None, name)
    return error


_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def _parse_bool(text: str) -> bool | None:
    """A boolean as PostgreSQL reads it: a word or an unambiguous beginning of it (parse_bool)."""
    folded = text.lower()
    if not folded:
        return None
    for word in ("true", "yes"):
        if word.startswith(folded):
            return True
    for word in ("false", "no"):
        if word.startswith(folded):
            return False
    if folded in ("on", "1"):
        return True
    if folded in ("of", "off", "0"):
        return False
    return None


_INTEGER = re.compile(r"\s*[+-]?(0[xX][0-9a-fA-F]+|\d+)\s*\Z")
_REAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*\Z")


def check_value(name: str, value: str, option: Option) -> None:
    """Raise 22023 for a value that the parameter does not take."""
    if option.type == "bool":
        if _parse_bool(value) is None:
            raise _invalid(f'invalid value for boolean option "{name}": {value}')
    elif option.type == "int":
        if not (_INTEGER.match(value) or _REAL.match(value)):
            raise _invalid(f'invalid value for integer option "{name}": {value}')
        number = round(float(value)) if not _INTEGER.match(value) else int(value, 16 if "x" in value.lower() else 10)
        if not option.low <= number <= option.high:
            raise _invalid(
                f'value {value} out of bounds for option "{name}"',
                f'Valid values are between "{int(option.low)}" and "{int(option.high)}".',
            )
    elif option.type == "real":
        if not _REAL.match(value):
            raise _invalid(f'invalid value for floating point option "{name}": {value}')
        if not option.low <= float(value) <= option.high:
            raise _invalid(
                f'value {value} out of bounds for option "{name}"',
                f'Valid values are between "{option.low:.6f}" and "{option.high:.6f}".',
            )
    elif option.type == "enum" and value.lower() not in option.values:
        raise _invalid(f'invalid value for enum option "{name}": {value}', option.detail)


# -- per relation kind ---------------------------------------------------------------------------------------------


_TOAST_PREFIX: Final = "toast."


def heap_reloptions(
    options: Sequence[Node], *, postgres: int, old: tuple[str, ...] | None = None, reset: bool = False
) -> tuple[str, ...] | None:
    """Check and return a table's or materialized view's storage parameters.

    Those of its TOAST table, which has no record of its own here, are kept among them as ``toast.name=value``.
    """
    known = HEAP if postgres >= 18 else {name: o for name, o in HEAP.items() if name not in _SINCE_18}
    own = tuple(item for item in old or () if not item.startswith(_TOAST_PREFIX))
    result = parse_options(options, known, namespaces=("toast",), old=own, reset=reset) or ()
    kept = tuple(item.removeprefix(_TOAST_PREFIX) for item in old or () if item.startswith(_TOAST_PREFIX))
    toast = [
        {key: value for key, value in option.items() if key != "defnamespace"}
        for option in options if option.get("defnamespace") == "toast"
    ]
    if toast:
        known = TOAST if postgres >= 18 else {n: o for n, o in TOAST.items() if n not in _SINCE_18}
        kept = parse_options(toast, known, old=kept, reset=reset) or ()
    return (*result, *(_TOAST_PREFIX + item for item in kept)) or None


def partitioned_table_reloptions(options: Sequence[Node], *, reset: bool = False) -> None:
    """Raise 42809 for storage parameters of a partitioned table: it has no storage."""
    if parse_options_quietly(options) and not reset:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "cannot specify storage parameters for a partitioned table",
            hint="Specify storage parameters for its leaf partitions instead.",
        )


def parse_options_quietly(options: Sequence[Node]) -> bool:
    """Tell whether any option is left to be stored; only name spaces are checked."""
    for option in options:
        if option.get("defnamespace") not in (None, "toast"):
            raise _unrecognized_namespace(option["defnamespace"])
    return any(not option.get("defnamespace") and option["defname"] != "oids" for option in options)


def view_reloptions(
    options: Sequence[Node], *, old: tuple[str, ...] | None = None, reset: bool = False
) -> tuple[str, ...] | None:
    """Check and return a view's options."""
    return parse_options(options, VIEW, old=old, reset=reset)


def index_reloptions(
    catalog: Catalog, am: PgAm, options: Sequence[Node], *, old: tuple[str, ...] | None = None, reset: bool = False
) -> tuple[str, ...] | None:
    """Check and return an index's storage parameters."""
    if not options and not old:
        return None
    known = INDEX.get(handler_name(catalog, am), {})
    return parse_options(options, known, old=old, reset=reset)


def opclass_options(
    catalog: Catalog, am: PgAm, opclass: int, options: Sequence[Node]
) -> tuple[str, ...] | None:
    """Check and return the parameters of an index column's operator class (index_opclass_options, indexam.c)."""
    if not options:
        return None
    name = catalog.pg_opclass[opclass].opcname
    known = OPCLASS.get(name)
    if known is None and am.amname == "brin":
        if name.endswith("bloom_ops"):
            known = {
                "n_distinct_per_range": Option("real", -1, INT_MAX),
                "false_positive_rate": Option("real", 0.0001, 0.25),
            }
        elif name.endswith("minmax_multi_ops"):
            known = {"values_per_range": Option("int", 8, 256)}
    if known is None:
        raise _invalid(f"operator class {name} has no options")
    return parse_options(options, known)
