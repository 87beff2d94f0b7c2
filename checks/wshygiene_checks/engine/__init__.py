"""Runs a check: facts of every file, what the rules make of them, and what comments and settings leave of that.

What does not change between two runs is not computed again: facts by the content of a file, findings by the content
of all files. Nothing that is found depends on whether it was.
"""

from __future__ import annotations

from wshygiene_checks.engine.checking import check
from wshygiene_checks.engine.record import Checked, Repair, Request, Split

# What only some commands need, `baselining` and `fixing`, is left to them: a hook pays for every import.
__all__ = ["Checked", "Repair", "Request", "Split", "check"]
