"""The intended state as a Markdown page: tables with columns, policies and indexes, functions, and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer.deparse.state.document import state_document

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

Document = dict[str, Any]

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_ACTIONS: Final = ("select", "insert", "update", "delete")
_GROUPS: Final = (
    ("tables", "Table"), ("foreign_tables", "Foreign table"), ("views", "View"),
    ("materialized_views", "Materialized view"),
)


def state_markdown(catalog: Catalog) -> str:
    """Return the page; names and SQL from the migrations are escaped, so they cannot become markup."""
    document = state_document(catalog)
    lines = ["# Intended state", "", f"PostgreSQL {document['postgres']}"]
    schemas = document.get("schemas", {})
    for name, schema in schemas.items():
        lines += ["", f"## Schema {text(name)}", "", f"Owner: {text(schema['owner'])}"]
        lines += _privileges(schema)
        for group, noun in _GROUPS:
            for relation, details in schema.get(group, {}).items():
                lines += _relation(f"{noun} {text(name)}.{text(relation)}", details)
        lines += _functions(schema.get("functions", {}))
        lines += _types(schema.get("types", {}))
    for key, title in (("extensions", "Extensions"), ("publications", "Publications"), ("roles", "Roles")):
        lines += _others(title, document.get(key, {}))
    lines += _access(document.get("access", {}))
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", value))


def code(value: str) -> str:
    """Return SQL as an inline code span that fits a table cell."""
    shown = " ".join(_CONTROL.sub(" ", value).split()).replace("|", "\\|")
    fence = "`"
    while fence in shown:
        fence += "`"
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else ""


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    lines = ["", f"| {' | '.join(header)} |", f"|{'|'.join('---' for _ in header)}|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def _privileges(document: Document) -> list[str]:
    rows = [(text(role), text(", ".join(words))) for role, words in document.get("privileges", {}).items()]
    return _table(("Role", "Privileges"), rows)


def _relation(title: str, details: Document) -> list[str]:
    lines = ["", f"### {title}", ""]
    facts = [f"Owner: {text(details['owner'])}"]
    if "row_security" in details:
        forced = ", forced" if details["force_row_security"] else ""
        facts.append(f"row level security: {'on' + forced if details['row_security'] else 'off'}")
    for key in ("partition_of", "partition_key"):
        facts += [f"{key.replace('_', ' ')}: {code(details[key])}"] if key in details else []
    lines.append("; ".join(facts))
    if "comment" in details:
        lines += ["", text(details["comment"])]
    columns = [
        (text(c["name"]), code(c["type"]), "not null" if c["not_null"] else "", _origin(c), text(c.get("comment", "")))
        for c in details["columns"]
    ]
    lines += _table(("Column", "Type", "Null", "Default", "Comment"), columns)
    constraints = details.get("constraints", {})
    lines += _table(
        ("Constraint", "Definition"),
        [(text(name), code(c["definition"])) for name, c in constraints.items() if c["kind"] != "not null"],
    )
    lines += _table(("Index", "Definition"), [(text(n), code(d)) for n, d in details.get("indexes", {}).items()])
    lines += _table(
        ("Policy", "Command", "Roles", "Using", "With check"),
        [
            (
                text(name), policy["command"] + ("" if policy["permissive"] else " (restrictive)"),
                text(", ".join(policy["roles"])), code(policy.get("using", "")), code(policy.get("with_check", "")),
            )
            for name, policy in details.get("policies", {}).items()
        ],
    )
    lines += _table(("Trigger", "Definition"), [(text(n), code(d)) for n, d in details.get("triggers", {}).items()])
    return lines + _privileges(details)


def _origin(column: Document) -> str:
    if "identity" in column:
        return f"identity {column['identity']}"
    if "generated" in column:
        return f"generated {code(column['generated'])}"
    return code(column.get("default", ""))


def _functions(functions: dict[str, Document]) -> list[str]:
    rows = [
        (
            code(signature), code(f.get("returns", "")), text(f["language"]), f["volatility"],
            "definer" if f["security_definer"] else "invoker", text("; ".join(f.get("settings", ()))),
            text(", ".join(role for role, words in f["privileges"].items() if "EXECUTE" in words)),
        )
        for signature, f in functions.items()
    ]
    header = ("Function", "Returns", "Language", "Volatility", "Security", "Settings", "May execute")
    return ["", "### Functions", *_table(header, rows)] if rows else []


def _types(types: dict[str, Document]) -> list[str]:
    rows = []
    for name, record in types.items():
        detail = record.get("labels") or [f"{a['name']} {a['type']}" for a in record.get("attributes", ())]
        shown = ", ".join(detail) or record.get("base") or record.get("subtype") or ""
        rows.append((text(name), record["kind"], code(shown)))
    return ["", "### Types", *_table(("Type", "Kind", "Definition"), rows)] if rows else []


def _others(title: str, items: dict[str, Document]) -> list[str]:
    if not items:
        return []
    rows = []
    for name, item in items.items():
        facts = (f"{key}: {_plain(value)}" for key, value in item.items() if value not in (False, [], "", None))
        rows.append((text(name), text("; ".join(facts))))
    return ["", f"## {title}", *_table(("Name", "Facts"), rows)]


def _access(access: Document) -> list[str]:
    """Who can do what: one line for each relation and role."""
    rows = [
        (text(relation), text(role), *(text(actions.get(action, "")) for action in _ACTIONS))
        for relation, roles in access.get("relations", {}).items()
        for role, actions in roles.items()
    ]
    functions = [(code(name), text(", ".join(roles))) for name, roles in access.get("definer_functions", {}).items()]
    lines = _table(("Relation", "Role", *(action.upper() for action in _ACTIONS)), rows)
    if functions:
        lines += ["", "Functions that run with their owner's rights:"]
        lines += _table(("Function", "May be executed by"), functions)
    return ["", "## Access", *lines] if lines else []


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else "yes" if value is True else str(value)
