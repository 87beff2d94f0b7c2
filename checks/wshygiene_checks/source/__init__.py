"""Which files there are to read, which of them are reported on, and what their bytes say as text."""

from __future__ import annotations

from wshygiene_checks.source.decoding import Undecodable, decode, encoding_of
from wshygiene_checks.source.discovery import Discovery, discover
from wshygiene_checks.source.gate import may_hold_facts
from wshygiene_checks.source.modules import Module, Modules, translated
from wshygiene_checks.source.project import Project, find_project
from wshygiene_checks.source.record import Scope, SourceFile

__all__ = [
    "Discovery",
    "Module",
    "Modules",
    "Project",
    "Scope",
    "SourceFile",
    "Undecodable",
    "decode",
    "discover",
    "encoding_of",
    "find_project",
    "may_hold_facts",
    "translated",
]
