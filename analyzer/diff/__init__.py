"""Intended against live: pairs of objects, facts about each, the differences between them."""

from analyzer.diff.change import SEVERITIES, Change, Place
from analyzer.diff.compare import Comparison, Intended, LiveSide, compare

__all__ = ["SEVERITIES", "Change", "Comparison", "Intended", "LiveSide", "Place", "compare"]
