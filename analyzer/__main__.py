"""`python -m analyzer`: the same as the command `pgrehearse`."""

from __future__ import annotations

from analyzer.cli import process

if __name__ == "__main__":
    process()
