"""An arrangement of files and statements in which what is needed comes first, as close to the present one as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import networkx

from analyzer.findings.causes import Intents
from analyzer.findings.object_name import ObjectName
from analyzer.findings.order import repaired, with_statements
from analyzer.findings.ordering.deeds import Deeds, Edge, edges_between

if TYPE_CHECKING:
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement
    from analyzer.steps import Step


class Need(NamedTuple):
    """A statement that fails for want of what a later one makes, or because of what a later one takes away."""

    needy: Statement
    maker: Statement
    name: ObjectName


class Link(NamedTuple):
    """Within a cycle: this statement needs what the other one makes."""

    statement: Statement
    needs: Statement
    name: ObjectName


class Arrangement(NamedTuple):
    """Files in their new order, statements in theirs, and the cycles that no order solves."""

    files: tuple[MigrationFile, ...]
    cycles: tuple[tuple[Link, ...], ...]


def arrange(
    steps: Sequence[Step], deeds: Mapping[Statement, Deeds], needs: Sequence[Need], intents: Intents
) -> Arrangement:
    """Arrange the statements of `steps`, which are in the history's own order.

    Files change places as a whole where that is enough; else statements change places within their file; where files
    need one another, statements move from one to another.
    """
    order = [step.statement for step in steps]
    index = {statement: number for number, statement in enumerate(order)}
    against = {(index[need.needy], index[need.maker]) for need in needs}
    edges = [edge for edge in edges_between(order, deeds) if (edge.earlier, edge.later) not in against]
    edges += [Edge(index[need.maker], index[need.needy], need.name) for need in needs]
    files = list(dict.fromkeys(step.file for step in steps))
    number = {file: place for place, file in enumerate(files)}
    home = [number[step.file] for step in steps]
    placed = _files_in_order(len(files), {(home[each.earlier], home[each.later]) for each in edges})
    inside: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if home[edge.earlier] == home[edge.later]:
            inside[home[edge.earlier]].append(edge)
    members: list[list[int]] = [[] for _ in files]
    for place, file_number in enumerate(home):
        members[file_number].append(place)
    sequence: list[int] = []
    for file_number in placed:
        sequence += _statements_in_order(members[file_number], inside[file_number])
    arranged = [msgspec.structs.replace(steps[old], index=new) for new, old in enumerate(sequence)]
    new_index = {old: new for new, old in enumerate(sequence)}
    moves = [(arranged[new_index[index[need.needy]]], arranged[new_index[index[need.maker]]]) for need in needs]
    # All of them: what is in place now may have to come along with what is not.
    wrong = any(needy.index < maker.index for needy, maker in moves)
    repair = repaired(arranged, moves, intents) if wrong else None
    if repair is not None and repair.files:
        result = repair.files
    else:
        by_file: dict[MigrationFile, list[Statement]] = {files[place]: [] for place in placed}
        for step in arranged:
            by_file[step.file].append(step.statement)
        result = [with_statements(file, statements) for file, statements in by_file.items()]
    circular = repair.circular if repair is not None else ()
    return Arrangement(tuple(result), _cycles(order, edges, [index[each] for each in circular]))


def fewest_moves(count: int, before: Iterable[tuple[int, int]]) -> list[int] | None:
    """Numbers 0 to `count` - 1 in an order that keeps every pair's first before its second; None where none does.

    Of two such orders (what needs something waits for it; what is needed comes forward) the one that moves fewer.
    """
    pairs = {pair for pair in before if pair[0] != pair[1]}
    late = _topological(count, pairs, heapify_key=lambda number: number)
    if late is None:
        return None
    early = _topological(count, {(b, a) for a, b in pairs}, heapify_key=lambda number: -number)
    assert early is not None
    early.reverse()
    return early if len(moved(early)) < len(moved(late)) else late


def moved(order: Sequence[int]) -> list[int]:
    """The numbers that have to leave their place to get from rising numbers to this order: all but a longest rising
    run through it.
    """
    # Patience sorting: `tails` are positions that end the best rising runs of each length.
    tails: list[int] = []
    previous: list[int] = [-1] * len(order)
    for position, number in enumerate(order):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if order[tails[middle]] < number:
                low = middle + 1
            else:
                high = middle
        previous[position] = tails[low - 1] if low else -1
        tails[low : low + 1] = [position]
    kept: set[int] = set()
    position = tails[-1] if tails else -1
    while position >= 0:
        kept.add(order[position])
        position = previous[position]
    return [number for number in order if number not in kept]


def _topological(count: int, pairs: set[tuple[int, int]], *, heapify_key: Callable[[int], int]) -> list[int] | None:
    """Kahn's algorithm, the smallest key first among what is ready."""
    waiting = [0] * count
    after: dict[int, list[int]] = defaultdict(list)
    for first, second in pairs:
        after[first].append(second)
        waiting[second] += 1
    ready = [(heapify_key(number), number) for number in range(count) if not waiting[number]]
    heapify(ready)
    order: list[int] = []
    while ready:
        _, number = heappop(ready)
        order.append(number)
        for follower in after[number]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (heapify_key(follower), follower))
    return order if len(order) == count else None


def _files_in_order(count: int, pairs: set[tuple[int, int]]) -> list[int]:
    """The files' new order; files that need one another stay as they are among themselves."""
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    tangle: dict[int, int] = {}
    chains: set[tuple[int, int]] = set()
    for number, component in enumerate(networkx.strongly_connected_components(graph)):
        names = sorted(component)
        tangle.update(dict.fromkeys(names, number))
        chains.update(pairwise(names))
    kept = {pair for pair in pairs if tangle[pair[0]] != tangle[pair[1]]}
    order = fewest_moves(count, kept | chains)
    assert order is not None
    return order


def _statements_in_order(members: Sequence[int], edges: Sequence[Edge]) -> list[int]:
    """The statements of a file in their new order; as they are where they need one another."""
    if all(edge.earlier < edge.later for edge in edges):
        return list(members)
    place = {member: number for number, member in enumerate(members)}
    order = fewest_moves(len(members), {(place[each.earlier], place[each.later]) for each in edges})
    return [members[number] for number in order] if order is not None else list(members)


def _cycles(order: Sequence[Statement], edges: Sequence[Edge], circular: Sequence[int]) -> tuple[tuple[Link, ...], ...]:
    """A shortest cycle through each statement that no order helps, each cycle once."""
    if not circular:
        return ()
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    names: dict[tuple[int, int], ObjectName] = {}
    for edge in edges:
        graph.add_edge(edge.later, edge.earlier)
        names.setdefault((edge.later, edge.earlier), edge.name)
    found: dict[frozenset[int], tuple[Link, ...]] = {}
    for start in circular:
        rings = []
        for follower in sorted(graph.successors(start)) if start in graph else ():
            try:
                rings.append([start, *networkx.shortest_path(graph, follower, start)])
            except networkx.NetworkXNoPath:
                # This way leads out of the cycle.
                continue
        if rings:
            ring = min(rings, key=len)
            links = tuple(Link(order[a], order[b], names[a, b]) for a, b in pairwise(ring))
            found.setdefault(frozenset(ring), links)
    return tuple(found.values())
