"""Values of the ``name = value`` lists in CREATE OPERATOR, TYPE, COLLATION ... (src/backend/commands/define.c).

Every function takes the inner dict of a DefElem.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzer import sqlstate
from analyzer.analyze.typename import type_name_to_string
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def elements(items: Iterable[Node]) -> list[Node]:
    """Return the inner dicts of a list of DefElems."""
    return [item["DefElem"] for item in items]


def location(element: Node) -> int:
    """Return where the element stands."""
    place: int = element.get("location", -1)
    return place


def conflicting(element: Node) -> PgError:
    """Return the 42601 for an option given twice (errorConflictingDefElem)."""
    return PgError(sqlstate.SYNTAX_ERROR, "conflicting or redundant options", location=location(element))


def def_string(element: Node) -> str:
    """Return the value as text; 42601 where there is none (defGetString)."""
    argument = element.get("arg")
    if argument is None:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires a parameter")
    ((kind, value),) = argument.items()
    match kind:
        case "Integer":
            return str(value.get("ival", 0))
        case "Float":
            return str(value["fval"])
        case "Boolean":
            return "true" if value.get("boolval") else "false"
        case "TypeName":
            return type_name_to_string(value)
        case "List":
            return name_list_to_string(value.get("items", ()))
        case "A_Star":
            return "*"
    return str(value.get("sval", ""))


def def_boolean(element: Node) -> bool:
    """Return the value as a Boolean, true where there is none (defGetBoolean)."""
    argument = element.get("arg")
    if argument is None:
        return True
    if "Integer" in argument:
        number = argument["Integer"].get("ival", 0)
        if number in (0, 1):
            return bool(number)
    else:
        text = def_string(element).lower()
        if text in ("true", "on"):
            return True
        if text in ("false", "off"):
            return False
    raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires a Boolean value")


def def_int32(element: Node) -> int:
    """Return the value as an int4; 42601 for anything else (defGetInt32)."""
    argument = element.get("arg")
    if argument is None or "Integer" not in argument:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires an integer value")
    number: int = argument["Integer"].get("ival", 0)
    return number


def def_qualified_name(element: Node) -> list[Node]:
    """Return the value as a list of String nodes (defGetQualifiedName)."""
    argument = element.get("arg")
    if argument is None:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires a parameter")
    names: list[Node]
    if "TypeName" in argument:
        names = argument["TypeName"]["names"]
    elif "List" in argument:
        names = argument["List"]["items"]
    elif "String" in argument:
        names = [argument]
    else:
        raise PgError(sqlstate.SYNTAX_ERROR, f"argument of {element['defname']} must be a name")
    return names


def def_type_name(element: Node) -> Node:
    """Return the value as a TypeName's inner dict (defGetTypeName)."""
    argument = element.get("arg")
    if argument is None:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires a parameter")
    if "TypeName" in argument:
        node: Node = argument["TypeName"]
        return node
    if "String" in argument:
        return {"names": [argument], "typemod": -1}
    raise PgError(sqlstate.SYNTAX_ERROR, f"argument of {element['defname']} must be a type name")


def def_type_length(element: Node) -> int:
    """Return the value as a type's length, -1 for VARIABLE (defGetTypeLength)."""
    argument = element.get("arg")
    if argument is None:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires a parameter")
    if "Integer" in argument:
        return def_int32(element)
    if "Float" in argument:
        raise PgError(sqlstate.SYNTAX_ERROR, f"{element['defname']} requires an integer value")
    if def_string(element).lower() == "variable":
        return -1
    raise PgError(
        sqlstate.SYNTAX_ERROR, f'invalid argument for {element["defname"]}: "{def_string(element)}"'
    )
