"""Fixtures for tests of the linter."""

from __future__ import annotations

from .one_finding import project
from .one_rule import command, one_rule

__all__ = ["command", "one_rule", "project"]
