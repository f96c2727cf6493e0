"""Operators, their classes and families, casts, conversions, collations, languages, transforms, access methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.encoding import ENCODINGS
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.verify.fact import HIDDEN, UNKNOWN, Fact, Kind, values
from analyzer.verify.found import (
    PLATFORM,
    USER_SCHEMA,
    function_of,
    not_member,
    operator_of,
    privileges_of,
    qualified_of,
    said_of,
    yes,
)
from analyzer.verify.intended import Intended

if TYPE_CHECKING:
    from analyzer.catalog.pg_am import PgOpfamily


def _operators(of: Intended) -> Iterator[Fact]:
    for operator in of.of("pg_operator"):
        name = of.operator(operator.oid)
        if operator.oprcode and name is not None:
            yield Fact("operator", name, values(
                owner=of.role(operator.oprowner), function=of.function(operator.oprcode),
                result=names.type_name(of.catalog, operator.oprresult), commutator=of.operator(operator.oprcom),
                negator=of.operator(operator.oprnegate), restrict=of.function(operator.oprrest),
                join=of.function(operator.oprjoin), merges=operator.oprcanmerge, hashes=operator.oprcanhash,
            ) | of.said("pg_operator", operator.oid))  # fmt: skip


OPERATORS: Final = Kind(
    f"""SELECT 'operator', {operator_of("o.oid")}, {PLATFORM}, jsonb_build_object('owner', pg_get_userbyid(o.oprowner),
      'function', {function_of("o.oprcode")}, 'result', format_type(o.oprresult, -1),
      'commutator', {operator_of("o.oprcom")}, 'negator', {operator_of("o.oprnegate")},
      'restrict', {function_of("o.oprrest")}, 'join', {function_of("o.oprjoin")},
      'merges', {yes("o.oprcanmerge")}, 'hashes', {yes("o.oprcanhash")}, {said_of("pg_operator", "o.oid")})
    FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace
    WHERE o.oprcode <> 0 AND {USER_SCHEMA} AND {not_member("pg_operator", "o.oid")}""",
    _operators,
)


def _families(of: Intended) -> Iterator[Fact]:
    for family in of.of("pg_opfamily"):
        schema = of.catalog.pg_namespace[family.opfnamespace].nspname
        if not schema.startswith("pg_"):
            name = f"{quote_qualified(schema, family.opfname)} for access method {_method(of, family.opfmethod)}"
            yield Fact("operator family", name, {
                **values(owner=of.role(family.opfowner)), **dict(_members(of, family)),
                **of.said("pg_opfamily", family.oid),
            })  # fmt: skip
    for opclass in of.of("pg_opclass"):
        schema = of.catalog.pg_namespace[opclass.opcnamespace].nspname
        if not schema.startswith("pg_"):
            name = f"{quote_qualified(schema, opclass.opcname)} for access method {_method(of, opclass.opcmethod)}"
            yield Fact("operator class", name, values(
                owner=of.role(opclass.opcowner), type=names.type_name(of.catalog, opclass.opcintype),
                family=of.qualified("pg_opfamily", opclass.opcfamily), default=opclass.opcdefault,
                storage=names.type_name(of.catalog, opclass.opckeytype) if opclass.opckeytype else None,
            ) | of.said("pg_opclass", opclass.oid))  # fmt: skip


def _method(of: Intended, oid: int) -> str:
    return quote_identifier(of.catalog.pg_am[oid].amname)


def _members(of: Intended, family: PgOpfamily) -> Iterator[tuple[str, str]]:
    catalog = of.catalog
    for operator in catalog.pg_amop.find("family", family.oid):
        types = ", ".join(names.type_name(catalog, t) for t in (operator.amoplefttype, operator.amoprighttype))
        order = of.qualified("pg_opfamily", operator.amopsortfamily)
        name = of.operator(operator.amopopr)
        assert name is not None
        yield f"operator {operator.amopstrategy} ({types})", name + (f" for order by {order}" if order else "")
    for function in catalog.pg_amproc.find("family", family.oid):
        types = ", ".join(names.type_name(catalog, t) for t in (function.amproclefttype, function.amprocrighttype))
        yield f"function {function.amprocnum} ({types})", of.function(function.amproc) or ""


FAMILIES: Final = Kind(
    f"""SELECT 'operator family', quote_ident(n.nspname) || '.' || quote_ident(f.opfname) || ' for access method '
        || quote_ident(m.amname), {PLATFORM}, jsonb_build_object('owner', pg_get_userbyid(f.opfowner),
      {said_of("pg_opfamily", "f.oid")}) || coalesce((SELECT jsonb_object_agg(member, called) FROM (
        SELECT 'operator ' || a.amopstrategy || ' (' || format_type(a.amoplefttype, -1) || ', '
            || format_type(a.amoprighttype, -1) || ')', {operator_of("a.amopopr")}
            || coalesce(' for order by ' || {qualified_of("pg_opfamily", "a.amopsortfamily")}, '')
          FROM pg_amop AS a WHERE a.amopfamily = f.oid
        UNION ALL
        SELECT 'function ' || a.amprocnum || ' (' || format_type(a.amproclefttype, -1) || ', '
            || format_type(a.amprocrighttype, -1) || ')', {function_of("a.amproc")}
          FROM pg_amproc AS a WHERE a.amprocfamily = f.oid) AS members (member, called)), '{{}}')
    FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS m ON m.oid = f.opfmethod
    WHERE {USER_SCHEMA} AND {not_member("pg_opfamily", "f.oid")}
    UNION ALL
    SELECT 'operator class', quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' for access method '
        || quote_ident(m.amname), {PLATFORM}, jsonb_build_object('owner', pg_get_userbyid(o.opcowner),
      'type', format_type(o.opcintype, -1), 'family', {qualified_of("pg_opfamily", "o.opcfamily")},
      'default', {yes("o.opcdefault")}, 'storage', CASE WHEN o.opckeytype <> 0 THEN format_type(o.opckeytype, -1) END,
      {said_of("pg_opclass", "o.oid")})
    FROM pg_opclass AS o JOIN pg_namespace AS n ON n.oid = o.opcnamespace JOIN pg_am AS m ON m.oid = o.opcmethod
    WHERE {USER_SCHEMA} AND {not_member("pg_opclass", "o.oid")}""",
    _families,
)

_BY_ITSELF: Final = """NOT EXISTS (SELECT FROM pg_depend AS i
      WHERE i.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND i.objid = k.oid AND i.deptype = 'i')"""


def _casts(of: Intended) -> Iterator[Fact]:
    for cast in of.of("pg_cast"):
        if any(row.deptype == "i" for row in of.catalog.pg_depend.find("object", ("pg_cast", cast.oid))):
            continue
        types = (names.type_name(of.catalog, t) for t in (cast.castsource, cast.casttarget))
        yield Fact("cast", f"from {next(types)} to {next(types)}", values(
            context=cast.castcontext, method=cast.castmethod, function=of.function(cast.castfunc)
        ) | of.said("pg_cast", cast.oid))  # fmt: skip
    for transform in of.of("pg_transform"):
        language = quote_identifier(of.catalog.pg_language[transform.trflang].lanname)
        yield Fact("transform", f"for {names.type_name(of.catalog, transform.trftype)} language {language}", values(
            from_sql=of.function(transform.trffromsql), to_sql=of.function(transform.trftosql)
        ) | of.said("pg_transform", transform.oid))  # fmt: skip


CASTS: Final = Kind(
    f"""SELECT 'cast', 'from ' || format_type(k.castsource, -1) || ' to ' || format_type(k.casttarget, -1), false,
      jsonb_build_object('context', k.castcontext, 'method', k.castmethod, 'function', {function_of("k.castfunc")},
      {said_of("pg_cast", "k.oid")})
    FROM pg_cast AS k WHERE k.oid >= 16384 AND {not_member("pg_cast", "k.oid")} AND {_BY_ITSELF}
    UNION ALL
    SELECT 'transform', 'for ' || format_type(k.trftype, -1) || ' language ' || quote_ident(l.lanname), false,
      jsonb_build_object('from sql', {function_of("k.trffromsql")}, 'to sql', {function_of("k.trftosql")},
      {said_of("pg_transform", "k.oid")})
    FROM pg_transform AS k JOIN pg_language AS l ON l.oid = k.trflang WHERE {not_member("pg_transform", "k.oid")}""",
    _casts,
)


def _conversions(of: Intended) -> Iterator[Fact]:
    for conversion in of.of("pg_conversion"):
        schema = of.catalog.pg_namespace[conversion.connamespace].nspname
        yield Fact("conversion", quote_qualified(schema, conversion.conname), values(
            owner=of.role(conversion.conowner), function=of.function(conversion.conproc),
            source=ENCODINGS[conversion.conforencoding], target=ENCODINGS[conversion.contoencoding],
            default=conversion.condefault,
        ) | of.said("pg_conversion", conversion.oid))  # fmt: skip
    for collation in of.of("pg_collation"):
        schema = of.catalog.pg_namespace[collation.collnamespace].nspname
        yield Fact("collation", quote_qualified(schema, collation.collname), values(
            owner=of.role(collation.collowner), provider=collation.collprovider,
            collate=collation.colllocale or collation.collcollate, ctype=collation.colllocale or collation.collctype,
            nondeterministic=not collation.collisdeterministic,
            rules=collation.collicurules if of.catalog.postgres >= 16 else UNKNOWN,
        ) | of.said("pg_collation", collation.oid))  # fmt: skip


_LOCALE: Final = "coalesce(to_jsonb(k) ->> 'colllocale', to_jsonb(k) ->> 'colliculocale', k.%s)"

CONVERSIONS: Final = Kind(
    f"""SELECT 'conversion', quote_ident(n.nspname) || '.' || quote_ident(k.conname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(k.conowner), 'function', {function_of("k.conproc")},
      'source', pg_encoding_to_char(k.conforencoding), 'target', pg_encoding_to_char(k.contoencoding),
      'default', {yes("k.condefault")}, {said_of("pg_conversion", "k.oid")})
    FROM pg_conversion AS k JOIN pg_namespace AS n ON n.oid = k.connamespace
    WHERE {USER_SCHEMA} AND {not_member("pg_conversion", "k.oid")}
    UNION ALL
    SELECT 'collation', quote_ident(n.nspname) || '.' || quote_ident(k.collname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(k.collowner), 'provider', k.collprovider, 'collate', {_LOCALE % "collcollate"},
      'ctype', {_LOCALE % "collctype"}, 'nondeterministic', {yes("NOT k.collisdeterministic")},
      'rules', CASE WHEN current_setting('server_version_num')::integer < 160000 THEN '{HIDDEN}'
         ELSE to_jsonb(k) ->> 'collicurules' END, {said_of("pg_collation", "k.oid")})
    FROM pg_collation AS k JOIN pg_namespace AS n ON n.oid = k.collnamespace
    WHERE {USER_SCHEMA} AND {not_member("pg_collation", "k.oid")}""",
    _conversions,
)


def _languages(of: Intended) -> Iterator[Fact]:
    for language in of.of("pg_language"):
        yield Fact("language", quote_identifier(language.lanname), values(
            owner=of.role(language.lanowner), trusted=language.lanpltrusted,
            handler=of.function(language.lanplcallfoid), inline=of.function(language.laninline),
            validator=of.function(language.lanvalidator),
            privileges=of.privileges(ObjectAddress("pg_language", language.oid)),
        ) | of.said("pg_language", language.oid))  # fmt: skip
    for method in of.of("pg_am"):
        yield Fact("access method", quote_identifier(method.amname), values(
            type={"i": "index", "t": "table"}[method.amtype], handler=of.function(method.amhandler)
        ) | of.said("pg_am", method.oid))  # fmt: skip


LANGUAGES: Final = Kind(
    f"""SELECT 'language', quote_ident(l.lanname), l.oid < 16384, jsonb_build_object(
      'owner', pg_get_userbyid(l.lanowner), 'trusted', {yes("l.lanpltrusted")},
      'handler', {function_of("l.lanplcallfoid")}, 'inline', {function_of("l.laninline")},
      'validator', {function_of("l.lanvalidator")}, 'privileges', {privileges_of("l.lanacl", "'l'", "l.lanowner")},
      {said_of("pg_language", "l.oid")})
    FROM pg_language AS l WHERE {not_member("pg_language", "l.oid")}
    UNION ALL
    SELECT 'access method', quote_ident(m.amname), m.oid < 16384, jsonb_build_object(
      'type', CASE m.amtype WHEN 'i' THEN 'index' ELSE 'table' END, 'handler', {function_of("m.amhandler")},
      {said_of("pg_am", "m.oid")})
    FROM pg_am AS m WHERE {not_member("pg_am", "m.oid")}""",
    _languages,
)
