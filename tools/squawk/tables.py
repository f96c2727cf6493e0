"""A comparison as text, for docs/squawk.md: how often both speak, why we are silent, a few statements of each kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.squawk.compare import Comparison
from tools.squawk.history import Key

PAGE = Path(__file__).parents[2] / "docs" / "squawk.md"


def kind_of(because: str) -> str:
    """Return an explanation without the names in it, so that its kind can be counted."""
    if because.startswith("the server rejects it"):
        return "the server rejects the statement"
    if because.startswith("the server skips it"):
        return "the server skips it: the object is not there, or there already"
    if because.startswith("in a second run it fails"):
        return "in a second run it fails because of an earlier failure, and that one is told"
    if because.startswith("unknown"):
        return "its outcome is unknown"
    for ending, kind in (
        ("what it is about is made in this file", "what it is about is made in this file"),
        ("is made in this file", "the relation is made in this file"),
        ("the file drops it as well", "the file drops it as well, and that is told there"),
        ("it has lost its old name", "an earlier statement of the file has taken its old name, and that is told"),
        ("is temporary", "the relation is temporary"),
        ("no row is written or read, and no index is built", "the type change writes, reads and builds nothing"),
        ("is converted to", "the old type converts to the new one without a cast"),
        ("on the same columns is there", "a constraint or unique index on the same columns is there after the file"),
        ("proves it: no row is read", "a valid check constraint proves it: no row is read"),
        ("nothing but REFRESH writes", "a materialized view: nothing but REFRESH writes to it"),
    ):
        if ending in because:
            return kind
    return because.partition(";")[0] or "unexplained"


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """Return the side-by-side table, in Markdown."""
    lines = ["| squawk | both | only squawk | of these unexplained | only ours |", "|---|--:|--:|--:|--:|"]
    total = Counter[str]()
    for each in comparisons:
        unexplained = sum(not because for because in each.theirs.values())
        counts = (len(each.both), len(each.theirs), unexplained, len(each.ours))
        total.update(dict(zip("abcd", counts, strict=True)))
        lines.append(f"| `{each.rule}` | {' | '.join(map(str, counts))} |")
    lines.insert(2, f"| **all** | {' | '.join(str(total[letter]) for letter in 'abcd')} |")
    return "\n".join(lines)


def reasons_table(comparisons: Sequence[Comparison]) -> str:
    """Return the reasons for our silence, with how often each holds, in Markdown."""
    lines = ["| squawk | why pgrehearse is silent | statements |", "|---|---|--:|"]
    for each in comparisons:
        kinds = Counter(kind_of(because) for because in each.theirs.values())
        lines += [f"| `{each.rule}` | {kind} | {count} |" for kind, count in kinds.most_common()]
    return "\n".join(lines)


def samples(comparisons: Sequence[Comparison], number: int) -> Iterator[str]:
    """Yield lines with a few statements of each rule and side."""
    for each in comparisons:
        yield f"\n{each.rule}: {len(each.both)} both, {len(each.theirs)} only squawk, {len(each.ours)} only ours"
        for side, keys in (("both", each.both), ("only ours", each.ours)):
            step = max(len(keys) // number, 1) if number else 1
            yield from (f"  {side}: {key.path}#{key.statement}" for key in keys[::step][:number])
        by_kind: dict[str, list[tuple[Key, str]]] = defaultdict(list)
        for key, because in each.theirs.items():
            by_kind[kind_of(because)].append((key, because))
        for kind, found in sorted(by_kind.items(), key=lambda item: -len(item[1])):
            yield f"  only squawk, {len(found)}: {kind}"
            yield from (f"    {key.path}#{key.statement}: {because}" for key, because in found[:number])


def with_section(page: str, name: str, text: str) -> str:
    """Return the page with the text between its marks of that name."""
    start, end = f"<!-- {name} -->", "<!-- end -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n\n{text}\n\n{end}{after}"
