"""What the source says about who acquires and who releases, as data: one pass over each file, no syntax tree kept."""

from __future__ import annotations

from wshygiene_checks.facts.bodies import Part
from wshygiene_checks.facts.extract import ENGINE_VERSION, extract
from wshygiene_checks.facts.file import FileFacts, Function
from wshygiene_checks.facts.outline import Outline
from wshygiene_checks.facts.record import (
    NOTHING,
    Atom,
    Await,
    Block,
    Call,
    Class,
    Exit,
    Parameter,
    Probe,
    Store,
    Value,
)
from wshygiene_checks.facts.shelf import Shelf

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
    "Outline",
    "Parameter",
    "Part",
    "Probe",
    "Shelf",
    "Store",
    "Value",
    "extract",
]
