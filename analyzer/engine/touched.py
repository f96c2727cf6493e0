"""What a statement names as its objects, read from its parse tree: the taint an unknown statement leaves.

DO blocks are searched for the statements they hold; text that EXECUTE runs is parsed where it is a constant or a
format() of constants, and taints whole kinds of objects where its names are not constants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.engine.taint import ANY
from analyzer.errors import NotSimulated
from analyzer.tree.names import qualified
from analyzer.tree.parse import Node, SyntaxFault, parse_many, parse_plpgsql
from analyzer.tree.walk import find

if TYPE_CHECKING:
    from analyzer.engine.taint import Taint

PLACEHOLDER: Final = "pgrehearse_unknown_name"
_SPECIFIER: Final = re.compile(r"%(?:\d+\$)?-?\d*([sIL%])")

_OBJECT_KINDS: Final[dict[str, str]] = {
    "OBJECT_TABLE": "relation", "OBJECT_VIEW": "relation", "OBJECT_MATVIEW": "relation", "OBJECT_INDEX": "relation",
    "OBJECT_SEQUENCE": "relation", "OBJECT_FOREIGN_TABLE": "relation", "OBJECT_TYPE": "type", "OBJECT_DOMAIN": "type",
    "OBJECT_FUNCTION": "function", "OBJECT_PROCEDURE": "function", "OBJECT_ROUTINE": "function",
    "OBJECT_AGGREGATE": "function", "OBJECT_SCHEMA": "schema", "OBJECT_EXTENSION": "extension",
    "OBJECT_PUBLICATION": "publication", "OBJECT_ROLE": "role", "OBJECT_FOREIGN_SERVER": "server", "OBJECT_FDW": "fdw",
    "OBJECT_OPERATOR": "operator", "OBJECT_OPCLASS": "operator class", "OBJECT_COLLATION": "collation",
    "OBJECT_CAST": "cast", "OBJECT_STATISTIC_EXT": "statistics", "OBJECT_LANGUAGE": "language",
    "OBJECT_EVENT_TRIGGER": "event trigger", "OBJECT_ACCESS_METHOD": "access method", "OBJECT_CONVERSION": "conversion",
    "OBJECT_TSPARSER": "text search parser", "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSTEMPLATE": "text search template", "OBJECT_TSCONFIGURATION": "text search configuration",
    "OBJECT_DATABASE": "database", "OBJECT_SUBSCRIPTION": "subscription", "OBJECT_TABLESPACE": "tablespace",
}
_SUBOBJECTS: Final = {
    "OBJECT_POLICY": "policy", "OBJECT_TRIGGER": "trigger", "OBJECT_RULE": "rule", "OBJECT_TABCONSTRAINT": "constraint",
}


_RELATIONS: Final = {
    "CreateStmt": ("relation",), "CreateSeqStmt": ("sequence",), "CreateForeignTableStmt": ("base", "relation"),
    "CreateTableAsStmt": ("into", "rel"), "ViewStmt": ("view",), "CompositeTypeStmt": ("typevar",),
}
"""Statements that make a relation, and where its RangeVar is."""
_ON_RELATION: Final = {
    "CreatePolicyStmt": ("policy", "policy_name", "table"), "AlterPolicyStmt": ("policy", "policy_name", "table"),
    "CreateTrigStmt": ("trigger", "trigname", "relation"), "RuleStmt": ("rule", "rulename", "relation"),
}
"""Statements that make an object of a relation: its kind, and where its name and the relation's are."""
_NAMED: Final = {
    "CreateEnumStmt": ("type", "typeName"),
    "CreateRangeStmt": ("type", "typeName"),
    "AlterEnumStmt": ("type", "typeName"),
    "AlterDomainStmt": ("type", "typeName"),
    "AlterTypeStmt": ("type", "typeName"),
    "CreateDomainStmt": ("type", "domainname"),
    "CreateFunctionStmt": ("function", "funcname"),
    "CreateOpClassStmt": ("operator class", "opclassname"),
    "CreateStatsStmt": ("statistics", "defnames"),
    "CreateEventTrigStmt": ("event trigger", "trigname"),
    "CreatePLangStmt": ("language", "plname"),
    "CreateAmStmt": ("access method", "amname"),
    "CreateConversionStmt": ("conversion", "conversion_name"),
    "CreatedbStmt": ("database", "dbname"),
    "CreateTableSpaceStmt": ("tablespace", "tablespacename"),
    "CreateSubscriptionStmt": ("subscription", "subname"),
    "CreateSchemaStmt": ("schema", "schemaname"),
    "CreateExtensionStmt": ("extension", "extname"),
    "AlterExtensionStmt": ("extension", "extname"),
    "CreateRoleStmt": ("role", "role"),
    "CreatePublicationStmt": ("publication", "pubname"),
    "AlterPublicationStmt": ("publication", "pubname"),
    "CreateForeignServerStmt": ("server", "servername"),
    "CreateFdwStmt": ("fdw", "fdwname"),
}
"""Statements that name one object: its kind, and where its name is, a word or a list of them."""

MORE: Final = "..."
"""A name that stands for objects which nobody has named and which leave all others as they are."""

_MEMBERS: Final = (
    "function", "type", "relation", "operator", "operator class", "access method", "language", "collation", "cast",
    "schema", "fdw", "text search configuration", "text search dictionary", "text search parser", "parameter namespace",
)
"""What an extension may bring."""


def taint_statement(taint: Taint, tag: str, node: Node, text: str, reason: str) -> None:
    """Add to `taint` every object that this statement, whose outcome is unknown, may have made other than the catalog
    says.
    """
    if tag == "DoStmt":
        _do_block(taint, text, reason)
        return
    for kind, name in touched(tag, node):
        _add(taint, kind, name, reason)


def _add(taint: Taint, kind: str, name: str, reason: str) -> None:
    if name == MORE:
        taint.add_more(kind, reason)
    else:
        taint.add(kind, ANY if PLACEHOLDER in name else name, reason)


def touched(tag: str, node: Node) -> Iterator[tuple[str, str]]:
    """Yield (kind, bare name) of what a statement creates, changes or drops.

    Kinds are as in PgError.missing, and "shape" for a relation's columns, constraints, policies and triggers. What a
    function that is called may do is the business of its own simulation.
    """
    if tag in _RELATIONS:
        for field in _RELATIONS[tag]:
            node = node.get(field, node)
        yield from _created_relation(node["relname"])
    elif tag in _ON_RELATION:
        kind, name, relation = _ON_RELATION[tag]
        yield kind, f"{node[name]} on {node[relation]['relname']}"
    elif tag in _NAMED:
        kind, field = _NAMED[tag]
        yield kind, _bare_name(node.get(field, ANY))
        if kind == "extension":
            for member in _MEMBERS:
                yield member, MORE
    elif tag == "DefineStmt":
        yield _OBJECT_KINDS.get(node["kind"], ANY), _bare_name(node["defnames"])
    elif tag == "CreateCastStmt":
        yield "cast", ANY
    elif tag == "IndexStmt":
        yield "relation", node.get("idxname") or ANY
    elif tag in ("AlterTableStmt", "RenameStmt", "AlterObjectSchemaStmt", "AlterOwnerStmt"):
        yield from _altered(node)
    elif tag == "DropRoleStmt":
        for role in node["roles"]:
            yield "role", role["RoleSpec"].get("rolename", ANY)
    elif tag == "DropStmt":
        yield from _dropped(node)
    elif tag == "SelectStmt":
        yield from _told(node)


def _told(query: Node) -> Iterator[tuple[str, str]]:
    """Yield the relations that a query's calls may be told to change: an unknown function may do what it is told."""
    for call in find(query.get("targetList", []), "FuncCall"):
        for constant in find(call.get("args", []), "A_Const"):
            if text := constant.get("sval", {}).get("sval"):
                yield "shape", text.rpartition(".")[2].strip('"')


def _bare_name(name: str | list[Node]) -> str:
    return name if isinstance(name, str) else qualified(name)[1]


def _altered(node: Node) -> Iterator[tuple[str, str]]:
    """Yield what ALTER leaves in doubt: a relation's shape, the old name and the new."""
    names = list(filter(None, [node.get("newname")]))
    if relation := node.get("relation"):
        yield "shape", relation["relname"]
        for name in (relation["relname"], *names) if names else ():
            yield "relation", name
        return
    kind = _OBJECT_KINDS.get(node.get("renameType") or node.get("objectType", ""), ANY)
    old = [node["subname"]] if node.get("subname") else list(_last_name(node.get("object", {})))
    for name in (*old, *names):
        yield kind, name


def _created_relation(name: str) -> Iterator[tuple[str, str]]:
    yield "relation", name
    yield "type", name
    yield "shape", name


def _dropped(node: Node) -> Iterator[tuple[str, str]]:
    kind = node["removeType"]
    for item in node.get("objects", ()):
        if kind in _SUBOBJECTS and "List" in item:
            names = [part["String"]["sval"] for part in item["List"]["items"]]
            yield _SUBOBJECTS[kind], f"{names[-1]} on {names[-2]}"
        elif kind in _OBJECT_KINDS:
            for name in _last_name(item):
                yield _OBJECT_KINDS[kind], name


def _last_name(item: Node) -> Iterator[str]:
    if "String" in item:
        yield item["String"]["sval"]
    elif "List" in item:
        last = item["List"]["items"][-1]
        yield last["String"]["sval"] if "String" in last else ANY
    elif "TypeName" in item:
        yield item["TypeName"]["names"][-1]["String"]["sval"]
    elif "ObjectWithArgs" in item:
        yield item["ObjectWithArgs"]["objname"][-1]["String"]["sval"]


# -- DO blocks -----------------------------------------------------------------------------------------------------


def _do_block(taint: Taint, text: str, reason: str) -> None:
    try:
        found = list(nested_statements(text))
    except SyntaxFault:
        return
    except NotSimulated:
        found = [None]
    for statement in found:
        if statement is None:
            taint.add(ANY, ANY, reason)
        else:
            for kind, name in touched(*statement):
                _add(taint, kind, name, reason)


def nested_statements(text: str) -> Iterator[tuple[str, Node] | None]:
    """Yield the statements that a DO block holds, as (tag, node); None for one that EXECUTE puts together as it runs.

    Names that are not constant show as PLACEHOLDER. Raises SyntaxFault and NotSimulated where the block cannot be read.
    """
    functions = parse_plpgsql(text)
    for query in _queries(functions):
        yield from _parsed(query)
    for dynamic in _dynamic(functions):
        texts = list(_constant_texts(dynamic))
        if not texts:
            yield None
        for sql in texts:
            yield from _parsed(sql)


def _parsed(sql: str) -> Iterator[tuple[str, Node]]:
    try:
        for raw in parse_many(sql):
            yield raw.tag, raw.decode()
    except (SyntaxFault, NotSimulated):
        # Not SQL as it stands (an expression, an assignment): it creates nothing by itself.
        return


def _queries(functions: Any) -> Iterator[str]:
    """Yield the static SQL statements of PL/pgSQL functions."""
    for statement in find(functions, "PLpgSQL_stmt_execsql"):
        yield statement["sqlstmt"]["PLpgSQL_expr"]["query"]


def _dynamic(functions: Any) -> Iterator[str]:
    """Yield the expressions whose values EXECUTE runs."""
    for statement in find(functions, "PLpgSQL_stmt_dynexecute"):
        yield statement["query"]["PLpgSQL_expr"]["query"]


def _constant_texts(expression: str) -> Iterator[str]:
    """Yield the SQL an EXECUTE's expression would give, unknown names as PLACEHOLDER, as far as it is constant text."""
    for _tag, node in _parsed("SELECT " + expression):
        targets = node.get("targetList", ())
        if targets:
            sql = _as_text(targets[0]["ResTarget"]["val"])
            if sql is not None:
                yield sql


def _as_text(node: Node) -> str | None:
    constant = node.get("A_Const")
    if constant is not None:
        value: str | None = constant.get("sval", {}).get("sval")
        return value
    operator = node.get("A_Expr")
    if operator is not None and operator["name"][0]["String"]["sval"] == "||":
        left, right = _as_text(operator["lexpr"]), _as_text(operator["rexpr"])
        if left is None and right is None:
            return None
        return (left if left is not None else PLACEHOLDER) + (right if right is not None else PLACEHOLDER)
    call = node.get("FuncCall")
    if call is not None:
        name = call["funcname"][-1]["String"]["sval"]
        if name == "format" and call.get("args"):
            template = _as_text(call["args"][0])
            if template is not None:
                return _SPECIFIER.sub(_filled, template)
        elif name.startswith("quote_"):
            return PLACEHOLDER
    return None


def _filled(match: re.Match[str]) -> str:
    return {"%": "%", "L": "''"}.get(match[1], PLACEHOLDER)
