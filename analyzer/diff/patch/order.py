"""The order of a patch's operations: a topological sort over what both catalogs say depends on what."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.state.entry import SECTIONS
from analyzer.diff.patch.operation import DATA, DROP, MAKE, Operation

if TYPE_CHECKING:
    import networkx

_SECTION = {name: number for number, name in enumerate(SECTIONS)}


def in_order(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations such that each comes behind what it needs; what is left free is by rank and name."""
    import networkx

    found = list(operations)
    by_key = {operation.key: operation for operation in found}
    graph = networkx.DiGraph()
    graph.add_nodes_from(by_key)
    _add_needs(graph, found)
    _add_removals(graph, found)
    _add_names(graph, found)
    for operation in found:
        for key in operation.behind:
            if key in by_key:
                graph.add_edge(key, operation.key)
    graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
    _break_circles(graph, by_key)
    keys = networkx.lexicographical_topological_sort(graph, key=lambda key: _rank(by_key[key]))
    ordered = [by_key[key] for key in keys]
    for operation in ordered:
        if operation.part == "main" and any(by_key[key].part == "after" for key in graph.predecessors(operation.key)):
            operation.part, operation.moved = "after", True
    return ordered


def _rank(operation: Operation) -> tuple[int, int, int, str, str]:
    section = _SECTION.get(operation.section, len(_SECTION))
    return operation.rank, section, operation.position, operation.title, str(operation.key)


def _add_needs(graph: networkx.DiGraph, operations: list[Operation]) -> None:
    providers: dict[tuple[str, int], list[tuple[int, Hashable]]] = {}
    for operation in operations:
        for address in operation.provides:
            providers.setdefault((address.classid, address.objid), []).append((address.objsubid, operation.key))
    for operation in operations:
        for address in operation.needs:
            for attnum, key in providers.get((address.classid, address.objid), ()):
                if key != operation.key and _concerns(address, attnum):
                    graph.add_edge(key, operation.key)


def _concerns(needed: ObjectAddress, attnum: int) -> bool:
    """Tell whether what needs an object or column has to wait for the one that is provided."""
    return attnum == 0 or needed.objsubid == attnum


def _add_removals(graph: networkx.DiGraph, operations: list[Operation]) -> None:
    """Let what holds on to an object let go of it before it is dropped."""
    leaving: dict[tuple[str, int], list[Hashable]] = {}
    for operation in operations:
        for item in operation.leaves:
            leaving.setdefault(item, []).append(operation.key)
    for operation in operations:
        for item in operation.removes:
            for key in leaving.get(item, ()):
                if key != operation.key:
                    graph.add_edge(key, operation.key)


def _add_names(graph: networkx.DiGraph, operations: list[Operation]) -> None:
    """Let a name be free before it is taken."""
    freed: dict[Hashable, list[Hashable]] = {}
    for operation in operations:
        if operation.rank in (DROP, DATA):
            for name in operation.names:
                freed.setdefault(name, []).append(operation.key)
    for operation in operations:
        if operation.rank == MAKE:
            for name in operation.names:
                for key in freed.get(name, ()):
                    graph.add_edge(key, operation.key)


def _break_circles(graph: Any, by_key: dict[Hashable, Operation]) -> None:
    """Take an edge out of every circle, the one into the operation of the highest rank: the server will say more."""
    import networkx

    while not networkx.is_directed_acyclic_graph(graph):
        circle = networkx.find_cycle(graph)
        edge = max(circle, key=lambda pair: _rank(by_key[pair[1]]))
        graph.remove_edge(*edge[:2])
