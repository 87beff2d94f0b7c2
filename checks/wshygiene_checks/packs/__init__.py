"""What the linter knows of libraries: data in TOML files, one per library, and `load`, which reads them."""

from __future__ import annotations

from wshygiene_checks.packs.loading import Sample, load, samples
from wshygiene_checks.packs.schema import (
    Argument,
    Entry,
    EntryPoint,
    Kind,
    Knowledge,
    Lifetime,
    Limit,
    Owner,
    PackError,
    Vocabulary,
)

__all__ = [
    "Argument",
    "Entry",
    "EntryPoint",
    "Kind",
    "Knowledge",
    "Lifetime",
    "Limit",
    "Owner",
    "PackError",
    "Sample",
    "Vocabulary",
    "load",
    "samples",
]
