"""Choice: where a random statement's choices come from, a seeded generator or hypothesis."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Choice:
    """Picks; `pick` gets a sequence and returns one of its members, the simplest coming first."""

    def __init__(self, pick: Callable[[Sequence[Any]], Any]) -> None:
        self._pick = pick

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""
        chosen: T = self._pick(options)
        return chosen

    def name(self, pool: str, count: int = 3) -> str:
        """A name of a small pool, so that names meet: `t` gives t1, t2 or t3."""
        return f"{pool}{self.one(range(1, count + 1))}"

    def maybe(self, *texts: str, one_in: int = 3) -> str:
        """Nothing, or in one of so many cases one of the texts, with a blank before it."""
        options = ["", *[f" {text}" for text in texts]]
        rest = [""] * max(0, (one_in - 1) * len(texts) - 1)
        return self.one(rest + options)

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """One to `most` different options."""
        left = list(options)
        found = []
        for _ in range(self.one(range(1, most + 1))):
            found.append(self.one(left))
            left.remove(found[-1])
        return found

    def chance(self, one_in: int) -> bool:
        """True in one of so many cases."""
        return self.one([False] * (one_in - 1) + [True])


def seeded(seed: str) -> Choice:
    """Choices of a generator with this seed."""
    return Choice(random.Random(seed).choice)
