"""A lean import of pglast: what it has for trees of Python classes, which nothing here makes, is read when asked for.

pglast's own modules `ast` and `enums` are two thirds of its import, and libpg_query's binding only refers to them.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any, Final

_PACKAGE: Final = "pglast"
_DEFERRED: Final = ("ast", "enums")


class _Deferred(ModuleType):
    """Stands for a module until something of it is asked for; then it has all that the module has."""

    def __getattr__(self, name: str) -> Any:
        # Only called for what is not there yet.
        if self.__name__ not in sys.modules or sys.modules[self.__name__] is not self:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        self.__dict__.update(module.__dict__)
        return getattr(module, name)


def import_pglast(module: str) -> Any:
    """Return a module of pglast, its heavy neighbours deferred where they have not been imported yet."""
    if _PACKAGE not in sys.modules:
        for name in _DEFERRED:
            full = f"{_PACKAGE}.{name}"
            sys.modules.setdefault(full, _Deferred(full))
    return importlib.import_module(f"{_PACKAGE}.{module}")
