"""Facts of extensions, publications, foreign data, operators, casts, languages, text search."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analyzer.deparse import names
from analyzer.deparse.options import foreign_options
from analyzer.deparse.state.others import publication_options
from analyzer.diff.side import Fact, Facts, Side, said, tree_text
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.pg_am import PgOpclass, PgOpfamily
    from analyzer.catalog.pg_extension import PgExtension
    from analyzer.catalog.pg_foreign import PgForeignServer
    from analyzer.catalog.pg_publication import PgPublication, PgPublicationRel, PgSubscription


def schema_facts(_side: Side, _record: Any) -> Facts:
    """Yield nothing: a schema has an owner, privileges and a comment only."""
    yield from ()


def extension_facts(side: Side, record: PgExtension) -> Facts:
    """Yield what is said of an extension; its version counts only where the migrations name one."""
    schema = side.catalog.pg_namespace[record.extnamespace].nspname
    yield Fact("schema", side.ref("pg_namespace", record.extnamespace), said(quote_identifier(schema)))
    yield Fact("version", record.extversion, said(quote_literal(record.extversion)))


# -- publications and subscriptions ----------------------------------------------------------------------------------


def publication_facts(_side: Side, record: PgPublication) -> Facts:
    """Yield what is said of a publication besides what it publishes."""
    value = (
        record.pubinsert, record.pubupdate, record.pubdelete, record.pubtruncate, record.pubviaroot, record.pubgencols
    )
    yield Fact("options", value, said(publication_options(record)))
    yield Fact("all tables", record.puballtables, said("FOR ALL TABLES" if record.puballtables else ""))


def publication_table_facts(side: Side, record: PgPublicationRel) -> Facts:
    """Yield what is said of a table of a publication."""
    catalog, relid = side.catalog, record.prrelid
    columns = None if record.prattrs is None else frozenset(side.attnums(relid, record.prattrs) or ())
    shown = ", ".join(quote_identifier(names.column_name(catalog, relid, attnum)) for attnum in record.prattrs or ())
    yield Fact("columns", columns, said(shown))
    yield Fact("row filter", side.tree(record.prqual, relid), tree_text(catalog, record.prqual, relid))


def subscription_facts(_side: Side, record: PgSubscription) -> Facts:
    """Yield what is said of a subscription; where it connects to is a secret."""
    yield Fact("publications", record.subpublications, said(", ".join(map(quote_identifier, record.subpublications))))
    yield Fact("enabled", record.subenabled, said("ENABLED" if record.subenabled else "DISABLED"))


# -- foreign data ----------------------------------------------------------------------------------------------------


def _options(options: tuple[str, ...] | None) -> Fact:
    return Fact("options", frozenset(options or ()), said(foreign_options(options) if options else ""))


def wrapper_facts(side: Side, record: Any) -> Facts:
    """Yield what is said of a foreign-data wrapper."""
    catalog = side.catalog
    for aspect, oid in (("handler", record.fdwhandler), ("validator", record.fdwvalidator)):
        yield Fact(aspect, side.ref("pg_proc", oid), said(names.function_name(catalog, oid) if oid else ""))
    yield _options(record.fdwoptions)


def server_facts(side: Side, record: PgForeignServer) -> Facts:
    """Yield what is said of a foreign server."""
    wrapper = side.catalog.pg_foreign_data_wrapper[record.srvfdw].fdwname
    yield Fact("wrapper", side.ref("pg_foreign_data_wrapper", record.srvfdw), said(quote_identifier(wrapper)))
    yield Fact("type", record.srvtype, said(record.srvtype or ""))
    yield Fact("version", record.srvversion, said(record.srvversion or ""))
    yield _options(record.srvoptions)


def mapping_facts(_side: Side, record: Any) -> Facts:
    """Yield what is said of a user mapping, passwords unseen."""
    yield Fact("options", frozenset(record.umoptions or ()), said(_without_secrets(record.umoptions or ())))


def _without_secrets(options: tuple[str, ...]) -> str:
    shown = []
    for option in options:
        name, _, value = option.partition("=")
        shown.append(f"{name}=***" if "password" in name.lower() else f"{name}={value}")
    return ", ".join(shown)


# -- operators and their like ----------------------------------------------------------------------------------------

_Plain = Callable[[Side, Any], Facts]


def _one_definition(
    *fields: tuple[str, str], text: Callable[[Side, Any], str] = lambda _side, _record: ""
) -> _Plain:
    """Make facts of one aspect from a record's fields; each comes with the catalog it refers to, "" for a value."""

    def facts(side: Side, record: Any) -> Facts:
        found = []
        for field, classid in fields:
            value = getattr(record, field)
            found.append(side.ref(classid, value) if classid else value)
        yield Fact("definition", tuple(found), lambda: text(side, record))

    return facts


def _function(field: str) -> Callable[[Side, Any], str]:
    return lambda side, record: names.function_name(side.catalog, oid) if (oid := getattr(record, field)) else ""


operator_facts = _one_definition(
    ("oprcode", "pg_proc"), ("oprresult", "pg_type"), ("oprcanmerge", ""), ("oprcanhash", ""),
    ("oprcom", "pg_operator"), ("oprnegate", "pg_operator"), ("oprrest", "pg_proc"), ("oprjoin", "pg_proc"),
    text=_function("oprcode"),
)
def _cast(side: Side, record: Any) -> str:
    how = {"i": "WITH INOUT", "b": "WITHOUT FUNCTION"}.get(record.castmethod)
    if how is None:
        how = f"WITH FUNCTION {names.function_name(side.catalog, record.castfunc)}"
    return how + {"a": " AS ASSIGNMENT", "i": " AS IMPLICIT"}.get(record.castcontext, "")


cast_facts = _one_definition(("castfunc", "pg_proc"), ("castcontext", ""), ("castmethod", ""), text=_cast)
conversion_facts = _one_definition(
    ("conforencoding", ""), ("contoencoding", ""), ("conproc", "pg_proc"), ("condefault", ""), text=_function("conproc")
)
transform_facts = _one_definition(("trffromsql", "pg_proc"), ("trftosql", "pg_proc"), text=_function("trffromsql"))
language_facts = _one_definition(
    ("lanpltrusted", ""), ("lanplcallfoid", "pg_proc"), ("laninline", "pg_proc"), ("lanvalidator", "pg_proc"),
    text=_function("lanplcallfoid"),
)
method_facts = _one_definition(("amtype", ""), ("amhandler", "pg_proc"), text=_function("amhandler"))
parser_facts = _one_definition(
    ("prsstart", "pg_proc"), ("prstoken", "pg_proc"), ("prsend", "pg_proc"), ("prsheadline", "pg_proc"),
    ("prslextype", "pg_proc"), text=_function("prsstart"),
)
template_facts = _one_definition(("tmplinit", "pg_proc"), ("tmpllexize", "pg_proc"), text=_function("tmpllexize"))
dictionary_facts = _one_definition(
    ("dicttemplate", "pg_ts_template"), ("dictinitoption", ""), text=lambda _side, record: record.dictinitoption or ""
)


def configuration_facts(side: Side, record: Any) -> Facts:
    """Yield what is said of a text search configuration: its parser, and a fact for each kind of token."""
    catalog = side.catalog
    parser = catalog.pg_ts_parser[record.cfgparser].prsname
    yield Fact("parser", side.ref("pg_ts_parser", record.cfgparser), said(quote_identifier(parser)))
    for token, dictionaries in record.cfgmap:
        shown = ", ".join(catalog.pg_ts_dict[oid].dictname for oid in dictionaries)
        yield Fact(f"mapping of token type {token}", side.refs("pg_ts_dict", dictionaries), said(shown))


def family_facts(side: Side, record: PgOpfamily) -> Facts:
    """Yield the operators and functions of an operator family, one fact each."""
    catalog = side.catalog
    for member in catalog.pg_amop.find("family", record.oid):
        types = (member.amoplefttype, member.amoprighttype)
        value = (
            member.amoppurpose, side.ref("pg_operator", member.amopopr), side.ref("pg_opfamily", member.amopsortfamily)
        )
        shown = ", ".join(names.type_name(catalog, typid) for typid in types)
        text = names.operator_signature(catalog, member.amopopr)
        yield Fact(f"operator {member.amopstrategy} ({shown})", value, said(text))
    for function in catalog.pg_amproc.find("family", record.oid):
        types = (function.amproclefttype, function.amprocrighttype)
        shown = ", ".join(names.type_name(catalog, typid) for typid in types)
        text = names.function_signature(catalog, function.amproc)
        yield Fact(f"function {function.amprocnum} ({shown})", side.ref("pg_proc", function.amproc), said(text))


def opclass_facts(side: Side, record: PgOpclass) -> Facts:
    """Yield what is said of an operator class; its members are its family's."""
    catalog = side.catalog
    value = (
        side.ref("pg_opfamily", record.opcfamily), side.ref("pg_type", record.opcintype), record.opcdefault,
        side.ref("pg_type", record.opckeytype),
    )
    default = "DEFAULT " if record.opcdefault else ""
    yield Fact("definition", value, lambda: f"{default}FOR TYPE {names.type_name(catalog, record.opcintype)}")
