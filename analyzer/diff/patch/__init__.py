"""PATCH.sql and ROLLBACK.sql: from differences to statements in the order of their dependencies."""

from analyzer.diff.patch.plan import Plan, plan
from analyzer.diff.patch.rollback import Patch, patch, rollback
from analyzer.diff.patch.script import script
from analyzer.diff.patch.terms import PatchOptions

__all__ = ["Patch", "PatchOptions", "Plan", "patch", "plan", "rollback", "script"]
