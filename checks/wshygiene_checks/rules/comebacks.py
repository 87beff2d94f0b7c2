"""Teardown that can be taken back: an object that disconnects and connects again keeps what it was born with."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.counterparts import bare_name

_BACK = {
    "abort": ("start", "restart", "run"),
    "disconnect": ("connect", "reconnect", "start"),
    "stop": ("start", "restart", "run"),
    "deactivate": ("activate",),
    "disable": ("enable",),
    "detach": ("attach",),
    "leave": ("join",),
    "logout": ("login",),
    "unsubscribe": ("subscribe",),
}


def outlives(project: Project, family: Family, unit: Unit, ends: Iterable[Unit]) -> bool:
    """Whether what ``unit`` acquires is there from birth, and each way to end the object has one to begin again."""
    names = [bare_name(end.function.name) for end in ends if end.function.owner]
    own = {bare_name(name) for name in family.methods}
    return project.occasions.is_making(unit) and bool(names) and all(own & set(_BACK.get(name, ())) for name in names)
