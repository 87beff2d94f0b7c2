"""Fixtures that several of these tests share."""

from __future__ import annotations

from .discovered import program
from .keeping import app

__all__ = ["app", "program"]
