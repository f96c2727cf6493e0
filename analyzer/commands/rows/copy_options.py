"""What the options of COPY may be, alone and together (ProcessCopyOptions, src/backend/commands/copy.c)."""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.catalog.encoding import encoding_number
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting, def_boolean, def_string, elements, location
from analyzer.errors import PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_SINCE: Final = {"default": 16, "on_error": 17, "log_verbosity": 17, "reject_limit": 18}
_COLUMN_LISTS: Final = ("force_quote", "force_not_null", "force_null")
_UNSAFE_DELIMITERS: Final = "\\.abcdefghijklmnopqrstuvwxyz0123456789"
_KNOWN: Final = frozenset(
    {"format", "freeze", "delimiter", "null", "header", "quote", "escape", "convert_selectively", "encoding"}
) | {*_COLUMN_LISTS, *_SINCE}


def _invalid(message: str, place: int = -1) -> PgError:
    return PgError(sqlstate.INVALID_PARAMETER_VALUE, message, location=place)


def _unsupported(message: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, message)


def check_options(ctx: Context, items: list[Node], *, is_from: bool) -> dict[str, Any]:
    """Return the options by name; column lists are lists of names, or True for all columns."""
    options: dict[str, Any] = {}
    for element in elements(items):
        name = element["defname"]
        if name not in _KNOWN or ctx.postgres < _SINCE.get(name, 0):
            raise PgError(sqlstate.SYNTAX_ERROR, f'option "{name}" not recognized', location=location(element))
        if name in options:
            raise conflicting(element)
        options[name] = _value(ctx.postgres, name, element, is_from=is_from)
    _check_together(ctx, options, is_from=is_from)
    return options


def _value(postgres: int, name: str, element: Node, *, is_from: bool) -> Any:
    place = location(element)
    if name in _COLUMN_LISTS:
        argument = element.get("arg", {})
        if "A_Star" in argument and (name == "force_quote" or postgres >= 17):
            return True
        if "List" not in argument:
            raise _invalid(f'argument to option "{name}" must be a list of column names', place)
        return strings(argument["List"]["items"])
    if name == "freeze":
        return def_boolean(element)
    if name == "header":
        return _header(element, is_from=is_from)
    if name == "convert_selectively":
        return True
    text = def_string(element)
    if name == "format" and text not in ("text", "csv", "binary"):
        raise _invalid(f'COPY format "{text}" not recognized', place)
    if name == "encoding" and encoding_number(text) < 0:
        raise _invalid('argument to option "encoding" must be a valid encoding name', place)
    if name == "on_error":
        if not is_from:
            raise _invalid("COPY ON_ERROR cannot be used with COPY TO", place)
        _check_choice(name, text, ("stop", "ignore"), place)
    elif name == "log_verbosity":
        choices = ("default", "verbose") if postgres < 18 else ("silent", "default", "verbose")
        _check_choice(name, text, choices, place)
    elif name == "reject_limit":
        return _reject_limit(element, text)
    return text


def _check_choice(name: str, text: str, choices: tuple[str, ...], place: int) -> None:
    if text.lower() not in choices:
        raise _invalid(f'COPY {name.upper()} "{text}" not recognized', place)


def _reject_limit(element: Node, text: str) -> int:
    if "String" in element.get("arg", {}) or not text.lstrip("-").isdigit():
        raise PgError(sqlstate.SYNTAX_ERROR, "REJECT_LIMIT requires a numeric value")
    if int(text) <= 0:
        raise _invalid(f"REJECT_LIMIT ({text}) must be greater than zero")
    return int(text)


def _header(element: Node, *, is_from: bool) -> bool:
    """Return whether there is a header line (defGetCopyHeaderChoice)."""
    argument = element.get("arg")
    if argument is None:
        return True
    text = def_string(element).lower()
    if text in ("true", "on", "1"):
        return True
    if text in ("false", "off", "0"):
        return False
    if text == "match" and "Integer" not in argument:
        if not is_from:
            raise _unsupported(f'cannot use "{def_string(element)}" with HEADER in COPY TO')
        return True
    raise PgError(sqlstate.SYNTAX_ERROR, 'header requires a Boolean value or "match"')


def _check_together(ctx: Context, options: dict[str, Any], *, is_from: bool) -> None:
    binary, csv = options.get("format") == "binary", options.get("format") == "csv"
    if binary:
        for name in ("delimiter", "null", "default"):
            if name in options:
                raise PgError(sqlstate.SYNTAX_ERROR, f"cannot specify {name.upper()} in BINARY mode")
        if options.get("on_error", "stop").lower() != "stop":
            raise PgError(sqlstate.SYNTAX_ERROR, "only ON_ERROR STOP is allowed in BINARY mode")
    delimiter = options.get("delimiter", "," if csv else "\t")
    null = options.get("null", "" if csv else "\\N")
    _check_delimiter(delimiter)
    for text, what in ((null, "null"), (options.get("default", ""), "default")):
        if set(text) & set("\r\n"):
            raise _invalid(f"COPY {what} representation cannot use newline or carriage return")
    if not csv and delimiter in _UNSAFE_DELIMITERS:
        raise _invalid(f'COPY delimiter cannot be "{delimiter}"')
    if binary and options.get("header"):
        raise _unsupported("cannot specify HEADER in BINARY mode")
    quote = options.get("quote", '"')
    _check_quoting(ctx, options, quote, options.get("escape", quote), delimiter, csv=csv)
    _check_column_lists(ctx, options, csv=csv, is_from=is_from)
    newer = ctx.postgres >= 17
    wrong = _invalid if newer else _unsupported
    if delimiter in null:
        character = " character" if newer else ""
        raise wrong(f"COPY delimiter{character} must not appear in the NULL specification")
    if csv and quote in null:
        raise wrong("CSV quote character must not appear in the NULL specification")
    if options.get("freeze") and not is_from and newer:
        raise _invalid("COPY FREEZE cannot be used with COPY TO")
    if "default" in options:
        if not is_from:
            allowed = "cannot be used with COPY TO" if newer else "only available using COPY FROM"
            raise _unsupported(f"COPY DEFAULT {allowed}")
        _check_default(options["default"], null, delimiter, quote if csv else None)
    if "reject_limit" in options and options.get("on_error", "stop").lower() != "ignore":
        raise _invalid("COPY REJECT_LIMIT requires ON_ERROR to be set to IGNORE")


def _check_delimiter(delimiter: str) -> None:
    if len(delimiter.encode()) != 1:
        raise _unsupported("COPY delimiter must be a single one-byte character")
    if delimiter in "\r\n":
        raise _invalid("COPY delimiter cannot be newline or carriage return")


def _csv_only(ctx: Context, name: str) -> PgError:
    if ctx.postgres >= 17:
        return _unsupported(f"COPY {name.upper()} requires CSV mode")
    return _unsupported(f"COPY {name.replace('_', ' ')} available only in CSV mode")


def _check_quoting(
    ctx: Context, options: dict[str, Any], quote: str, escape: str, delimiter: str, *, csv: bool
) -> None:
    for name, text in (("quote", quote), ("escape", escape)):
        if not csv and name in options:
            raise _csv_only(ctx, name)
        if csv and len(text.encode()) != 1:
            raise _unsupported(f"COPY {name} must be a single one-byte character")
        if csv and name == "quote" and delimiter == text:
            raise _invalid("COPY delimiter and quote must be different")


def _check_column_lists(ctx: Context, options: dict[str, Any], *, csv: bool, is_from: bool) -> None:
    for name in _COLUMN_LISTS:
        if name not in options:
            continue
        # "*" escaped these checks until PostgreSQL 18, that of FORCE_QUOTE aside.
        if options[name] is True and name != "force_quote" and ctx.postgres < 18:
            continue
        if not csv:
            raise _csv_only(ctx, name)
        if name == "force_quote":
            if is_from:
                raise _unsupported(
                    "COPY FORCE_QUOTE cannot be used with COPY FROM" if ctx.postgres >= 17
                    else "COPY force quote only available using COPY TO"
                )
        elif not is_from:
            if ctx.postgres < 17:
                raise _unsupported(f"COPY {name.replace('_', ' ')} only available using COPY FROM")
            raise _invalid(f"COPY {name.upper()} cannot be used with COPY TO")


def _check_default(default: str, null: str, delimiter: str, quote: str | None) -> None:
    if delimiter in default:
        raise _unsupported("COPY delimiter character must not appear in the DEFAULT specification")
    if quote is not None and quote in default:
        raise _unsupported("CSV quote character must not appear in the DEFAULT specification")
    if null == default:
        raise _unsupported("NULL specification and DEFAULT specification cannot be the same")
