"""How far sequences have counted, as far as that is known. No rollback takes nextval() back, only RESTART is journalled
(src/backend/commands/sequence.c).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from analyzer.catalog.journal import Journal


class Position(NamedTuple):
    """A sequence's last_value and is_called."""

    last_value: int
    is_called: bool


class Sequences:
    """Positions by sequence; one without an entry has not been used since it was made, unless something unknown ran
    since (`forget_all`).
    """

    in_catalog = False

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._positions: dict[int, Position | None] = {}
        self._horizon = 0

    def of(self, seqid: int, start: int) -> Position | None:
        """Return a sequence's position, None where it is not known; `start` is where it begins."""
        if seqid in self._positions:
            return self._positions[seqid]
        return None if seqid < self._horizon else Position(start, is_called=False)

    def set(self, seqid: int, position: Position | None) -> None:
        """Note a sequence's position, None for one that is not known."""
        self._positions[seqid] = position

    def restart(self, seqid: int, position: Position, start: int) -> None:
        """Give a sequence a new position, which a rollback takes back."""
        self._journal.record(self, seqid, self.of(seqid, start), position)
        self._positions[seqid] = position

    def put(self, key: int, old: Any, new: Any) -> None:
        """Replace a position without journalling it: for the journal's undo."""
        del old
        self._positions[key] = new

    def forget_all(self, horizon: int) -> None:
        """Nothing is known any more of sequences with an oid below `horizon`."""
        self._positions = dict.fromkeys(self._positions)
        self._horizon = max(self._horizon, horizon)

    def state(self) -> tuple[dict[int, Position | None], int]:
        """Return what `restore` takes."""
        return dict(self._positions), self._horizon

    def restore(self, state: tuple[dict[int, Position | None], int]) -> None:
        """Go back to a state, for a run that did not really happen."""
        self._positions, self._horizon = dict(state[0]), state[1]

    def keep_common(self, states: list[tuple[dict[int, Position | None], int]]) -> None:
        """One of several courses was taken, each told by the state it left: keep what they agree on."""
        self._horizon = max(horizon for _positions, horizon in states)
        common = dict(states[0][0])
        for positions, _horizon in states[1:]:
            for seqid in {*common, *positions}:
                if common.get(seqid) != positions.get(seqid) or seqid not in common or seqid not in positions:
                    common[seqid] = None
        self._positions = common
