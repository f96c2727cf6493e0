"""Options of text search dictionaries: what built-in templates accept, how options are kept (tsearch/dict_*.c)."""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_boolean, def_string
from analyzer.commands.objects.support_function import internal_name
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node


class _Template(NamedTuple):
    """A template: its name and its parameters as messages write them, what must be given, what is Boolean."""

    noun: str
    parameters: dict[str, str]
    required: tuple[str, ...] = ()
    booleans: frozenset[str] = frozenset()


_TEMPLATES: Final[dict[str, _Template]] = {
    "dsimple_init": _Template(
        "simple dictionary", {"stopwords": "StopWords", "accept": "Accept"}, booleans=frozenset({"accept"})
    ),
    "dsnowball_init": _Template("Snowball", {"stopwords": "StopWords", "language": "Language"}, ("language",)),
    "dispell_init": _Template(
        "Ispell", {"dictfile": "DictFile", "afffile": "AffFile", "stopwords": "StopWords"}, ("afffile", "dictfile")
    ),
    "dsynonym_init": _Template(
        "synonym", {"synonyms": "Synonyms", "casesensitive": "CaseSensitive"}, ("synonyms",),
        frozenset({"casesensitive"}),
    ),
    "thesaurus_init": _Template(
        "Thesaurus", {"dictfile": "DictFile", "dictionary": "Dictionary"}, ("dictfile", "dictionary")
    ),
}
_REPEATABLE: Final = frozenset({"synonyms", "casesensitive"})
_FILES: Final = {
    "stopwords": "stop-word", "dictfile": "dictionary", "afffile": "affix", "synonyms": "synonym",
}
_STOP_WORDS: Final = frozenset(
    {
        "danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian", "nepali", "norwegian",
        "portuguese", "russian", "spanish", "swedish", "turkish",
    }
)
_LANGUAGES: Final = _STOP_WORDS | {
    "arabic", "armenian", "basque", "catalan", "greek", "hindi", "indonesian", "irish", "lithuanian", "porter",
    "romanian", "serbian", "tamil", "yiddish",
}
_SHIPPED: Final[dict[str, frozenset[str]]] = {
    "stopwords": _STOP_WORDS,
    "dictfile": frozenset(
        {"ispell_sample", "hunspell_sample", "hunspell_sample_long", "hunspell_sample_num", "thesaurus_sample"}
    ),
    "afffile": frozenset({"ispell_sample", "hunspell_sample", "hunspell_sample_long", "hunspell_sample_num"}),
    "synonyms": frozenset({"synonym_sample"}),
}


def check_options(ctx: Context, init: int, template_name: str, options: list[Node]) -> None:
    """Raise what the template's init method says of a dictionary's options; only built-in ones are known."""
    if not init:
        if options:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'text search template "{template_name}" does not accept options'
            )
        return
    method = internal_name(ctx.catalog.pg_proc[init])
    template = _TEMPLATES.get(method)
    if template is None:
        raise NotSimulated(f"what the text search template {template_name} makes of options")
    seen: set[str] = set()
    for element in options:
        name = element["defname"]
        shown = template.parameters.get(name)
        if shown is None:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'unrecognized {template.noun} parameter: "{name}"'
            )
        if name in seen and name not in _REPEATABLE:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"multiple {shown} parameters")
        seen.add(name)
        if name in template.booleans:
            def_boolean(element)
        elif name == "language":
            _check_language(def_string(element))
        elif name in _FILES:
            _check_file(name, def_string(element))
    for name in template.required:
        if name not in seen:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"missing {template.parameters[name]} parameter")


def _check_language(name: str) -> None:
    if name.lower() not in _LANGUAGES:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'no Snowball stemmer available for language "{name}" and encoding "UTF8"'
        )


def _check_file(parameter: str, name: str) -> None:
    """Files that PostgreSQL ships are there; others may be (get_tsearch_config_filename)."""
    if not name or set(name) - frozenset("abcdefghijklmnopqrstuvwxyz0123456789_"):
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'invalid text search configuration file name "{name}"'
        )
    if name not in _SHIPPED[parameter]:
        raise NotSimulated(f'whether the server has the {_FILES[parameter]} file "{name}"')


def serialize(options: list[Node]) -> str | None:
    """Return options as pg_ts_dict keeps them: ``name = 'value', ...`` (serialize_deflist)."""
    texts = []
    for element in options:
        value = def_string(element)
        if element["arg"].keys() & {"Integer", "Float"}:
            text = value
        else:
            escape = "E" if "\\" in value else ""
            escaped = value.replace("\\", "\\\\").replace("'", "''")
            text = f"{escape}'{escaped}'"
        texts.append(f"{quote_identifier(element['defname'])} = {text}")
    return ", ".join(texts) or None


def deserialize(text: str | None) -> list[Node]:
    """Return the options that `serialize` wrote, as DefElems (deserialize_deflist)."""
    options: list[Node] = []
    position, text = 0, text or ""
    while position < len(text):
        if text[position] == '"':
            name, position = _quoted(text, position, '"')
            position = text.index("= ", position) + 2
        else:
            end = text.index(" = ", position)
            name, position = text[position:end], end + 3
        argument: Node
        escape = text.startswith("E'", position)
        if escape or text[position] == "'":
            value, position = _quoted(text, position + escape, "'")
            argument = {"String": {"sval": value.replace("\\\\", "\\") if escape else value}}
        else:
            end = text.find(", ", position)
            end = len(text) if end < 0 else end
            argument = {"Float": {"fval": text[position:end]}}
            position = end
        options.append({"defname": name, "arg": argument})
        position += 2
    return options


def _quoted(text: str, start: int, quote: str) -> tuple[str, int]:
    end = start + 1
    while True:
        end = text.index(quote, end)
        if not text.startswith(quote, end + 1):
            return text[start + 1 : end].replace(quote * 2, quote), end + 1
        end += 2
