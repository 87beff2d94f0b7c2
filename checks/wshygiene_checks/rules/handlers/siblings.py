"""Registrations side by side: what was done for one of them is missing for the other."""

from __future__ import annotations

import re

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Family, Project
from wshygiene_checks.rules.handlers.callbacks import family_of
from wshygiene_checks.rules.handlers.owners import Owner
from wshygiene_checks.rules.handlers.registrations import Registration, registrations

# Events at the end of everything: who listens to them lives as long, and has nobody left to tell.
_FINAL = r"(?i)stop|shut|close|final|exit|quit|teardown|unload|start(ed|up)?\b|ready"
_RUNS_THE_LOOP = frozenset(("run_forever", "mainloop"))
_RUN = frozenset(("twisted.internet.reactor.run", "aiohttp.web.run_app"))
_LAST = r"(?i)quit|exit|shutdown"  # an event of its own: `events.quitting.add_listener()`


def same_kind(one: Registration, other: Registration) -> bool:
    """Whether both register in the same way, for events that end alike."""
    return one.api == other.api and is_final(one) == is_final(other)


def is_final(registration: Registration) -> bool:
    """Whether the event comes at the very start or end of the application."""
    event = registration.event
    return event is not None and bool(re.search(_FINAL, event.path))


def ends_with_application(project: Project, owner: Owner) -> bool:
    """Whether what ends the owner is called at the end of the application, and so the owner lives as long."""
    if owner.family is None or owner.ends is None:
        return False
    ends = {each.function.name for each in owner.family.units if project.roles.is_teardown(each)}
    for registration, handler in project.shared(_at_the_end):
        receiver, _, name = handler.rpartition(".")
        if (name in ends or _leads_to(owner.family, name, ends)) and owner.family.names & _types(
            project, registration, receiver
        ):
            return True
    return False


def made_by_the_program(project: Project, owner: Owner) -> bool:
    """Whether every object of the class is made where the program then runs its event loop, and so lasts as long."""
    if owner.family is None:
        return False
    name = owner.family.main.definition.name
    made = [(unit, call) for unit, call in project.sites.named([name]) if call.path == owner.family.main.name]
    return bool(made) and all(
        any(_runs_the_loop(later) and later.order > call.order for later in unit.function.calls) for unit, call in made
    )


def _runs_the_loop(call: Call) -> bool:
    return call.name in _RUNS_THE_LOOP or call.path in _RUN


def _at_the_end(project: Project) -> list[tuple[Registration, str]]:
    """The registrations for the end of the application, and the paths of their handlers."""
    return [
        (each, each.handler.path.removesuffix("()"))  # of a lambda what it calls
        for each in registrations(project)
        if each.handler and (is_final(each) or re.search(_LAST, each.call.receiver))
    ]


def _leads_to(family: Family, name: str, ends: set[str]) -> bool:
    """Whether a method calls one of these on the same object."""
    calls = [call for unit in family.methods.get(name, ()) for call in unit.function.calls]
    return any(call.receiver == "self" and call.name in ends for call in calls)


def _types(project: Project, registration: Registration, receiver: str) -> frozenset[str]:
    if receiver == "self":
        family = family_of(project, registration.unit)
        return frozenset({family.main.name}) if family else frozenset()
    return project.types.of(registration.unit, receiver)
