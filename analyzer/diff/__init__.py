"""Intended against live: pairs of objects, facts about each, the differences between them."""

from analyzer.diff.change import SEVERITIES, Change, Place
from analyzer.diff.compare import compare
from analyzer.diff.comparison import Comparison, Intended, LiveSide

__all__ = ["SEVERITIES", "Change", "Comparison", "Intended", "LiveSide", "Place", "compare"]
