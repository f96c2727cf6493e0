"""`pgrehearse graph`: files and what they need of one another, as Graphviz DOT, Mermaid or JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import msgspec

from analyzer.findings.ordering.graph import FileGraph, FileNeed
from analyzer.findings.text import listing
from analyzer.report.escape import printable, printable_json

_SHOWN: Final = 4
# What Mermaid gives a meaning within a quoted label.
_ENTITIES: Final = {character: f"#{ord(character)};" for character in '"#;<>&`\\[](){}|'}


def dot_lines(graph: FileGraph, moved: Collection[str] = ()) -> Iterator[str]:
    """Yield a digraph: an arrow from each file to those it needs, red where they come too late."""
    yield "digraph history {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, fontname="Helvetica"];'
    for file in graph.files:
        traits = [f"label={_quoted(_label(file.name, file.failing))}"]
        if file.failing:
            traits.append("color=red")
        if file.path in moved:
            traits.append("style=bold")
        yield f"  {_quoted(file.path)} [{', '.join(traits)}];"
    for need in graph.needs:
        late = ", color=red, fontcolor=red, style=dashed" if need.later else ""
        yield f"  {_quoted(need.file)} -> {_quoted(need.of)} [label={_quoted(_objects(need))}{late}];"
    for file in graph.files:
        for name in file.missing:
            yield f"  {_quoted(f'missing {name}')} [label={_quoted(name)}, shape=plaintext, fontcolor=red];"
            yield f"  {_quoted(file.path)} -> {_quoted(f'missing {name}')} [color=red];"
    yield "}"


def mermaid_lines(graph: FileGraph, moved: Collection[str] = ()) -> Iterator[str]:
    """Yield a Mermaid flowchart with the same arrows; dotted ones come too late."""
    number = {file.path: f"f{place}" for place, file in enumerate(graph.files)}
    yield "flowchart LR"
    for file in graph.files:
        yield f'  {number[file.path]}["{_entities(_label(file.name, file.failing))}"]'
    for need in graph.needs:
        arrow = "-.->" if need.later else "-->"
        yield f'  {number[need.file]} {arrow}|"{_entities(_objects(need))}"| {number[need.of]}'
    missing: dict[str, str] = {}
    for file in graph.files:
        for name in file.missing:
            if name not in missing:
                missing[name] = f"m{len(missing)}"
                yield f'  {missing[name]}(["{_entities(name)}"])'
            yield f"  {number[file.path]} -.-> {missing[name]}"
    failing = [number[file.path] for file in graph.files if file.failing]
    failing += missing.values()
    if failing:
        yield f"  class {','.join(failing)} failing"
        yield "  classDef failing stroke:#c00"
    bold = [number[path] for path in number if path in moved]
    if bold:
        yield f"  class {','.join(bold)} moved"
        yield "  classDef moved stroke-width:3px"


def graph_json(graph: FileGraph) -> bytes:
    """Return the graph as one JSON object: ``files`` in the order they apply, each with what it makes and needs."""
    rows: list[dict[str, Any]] = [
        {
            "file": file.path,
            "name": file.name,
            "makes": list(file.makes),
            "needs": [
                {"file": need.of, "objects": list(need.objects), "later": need.later}
                for need in graph.needs
                if need.file == file.path
            ],
            "missing": list(file.missing),
            "failing": file.failing,
        }
        for file in graph.files
    ]
    encoded = msgspec.json.format(msgspec.json.encode({"files": rows}), indent=2)
    return printable_json(encoded) + b"\n"


def _label(name: str, failing: int) -> str:
    return f"{name} ({failing} fail)" if failing else name


def _objects(need: FileNeed) -> str:
    shown: Sequence[str] = need.objects
    return listing(shown, _SHOWN)


def _quoted(text: str) -> str:
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entities(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in printable(text))
