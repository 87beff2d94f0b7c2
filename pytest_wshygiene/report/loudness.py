"""How loud a leak is told."""

from __future__ import annotations

from wshygiene_checks.finding import Confidence

#: How loud a verdict is in formats that know errors, warnings and notes; what is not here is left to text, JSON, HTML.
LOUDNESS: dict[str, Confidence] = {"fail": "high", "warn": "medium", "test failed": "medium"}
