"""What the source says about who acquires and who releases, as data: one pass over each file, no syntax tree kept."""

from __future__ import annotations

from wshygiene_checks.facts.extract import ENGINE_VERSION, extract
from wshygiene_checks.facts.record import (
    NOTHING,
    Atom,
    Await,
    Block,
    Call,
    Class,
    Exit,
    FileFacts,
    Function,
    Parameter,
    Probe,
    Store,
    Value,
)

__all__ = [
    "ENGINE_VERSION",
    "NOTHING",
    "Atom",
    "Await",
    "Block",
    "Call",
    "Class",
    "Exit",
    "FileFacts",
    "Function",
    "Parameter",
    "Probe",
    "Store",
    "Value",
    "extract",
]
