"""What a class releases somewhere, and never when a certain teardown of it runs."""

from __future__ import annotations

import re

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.closable import runs_by_itself
from wshygiene_checks.rules.connections.resources import gives_away
from wshygiene_checks.rules.connections.teardown import Teardown, reached_from

_RUNS = ("run_forever", "serve_forever", "mainloop")
# What is called when somebody wants the object to end, through a bus of events, say: ``on_browser_stop_event``.
_ASKED_TO_END = re.compile(r"(on|handle)_?[A-Za-z_]*_?(stop|shutdown|terminate|quit)(_?(event|request|signal))?$", re.I)


def missed(project: Project, obligation: Obligation, teardown: Teardown) -> bool:
    """Whether it is released somewhere, but never when the teardown runs; only the class itself can know better."""
    names = frozenset(obligation.acquisition.entry.release)
    own = [did for did in obligation.releases if not teardown.runs(did.unit) and names & {did.what.name, did.what.path}]
    family = obligation.family
    if family and any(_ends_its_run(project, family, did) or _ends_its_task(project, family, did) for did in own):
        return False
    if family and own and any(map(_asked_to_end(project, family).runs, (did.unit for did in own))):
        return False
    if any(did.unit.name == obligation.unit.name and did.unit.is_within(did.what.block, "finally") for did in own):
        return False  # it lasts as long as the function that opens it
    where = {did.unit.name for did in own}
    awaited = any(did.unit.name not in where for did in obligation.awaits)
    others = awaited or obligation.released_outside or obligation.flow.managed
    given = any(gives_away(project, obligation, did) for did in obligation.transfers)
    return bool(own) and len(own) == len(obligation.releases) and not others and not given


def _asked_to_end(project: Project, family: Family) -> Teardown:
    asked = (unit for unit in family.units if _ASKED_TO_END.match(unit.function.name.lstrip("_")))
    return reached_from(project, family, list(asked))


def _ends_its_run(project: Project, family: Family, did: Did[Call]) -> bool:
    """Whether it is released by what runs it until it is stopped: ``loop.run_forever()``, then ``loop.close()``."""
    running = [ran.unit for ran in family.places[did.what.receiver].calls_to(_RUNS, "")]
    return bool(running) and reached_from(project, family, running).runs(did.unit)


def _ends_its_task(project: Project, family: Family, did: Did[Call]) -> bool:
    """Whether it is released by what a task or thread of the object runs, and where that ends: in no loop that goes on.

    What stands in such a loop is released to be opened again, or once in a while.
    """
    waiting = [unit for unit in family.units if runs_by_itself(family, unit)]
    found = {unit.name for unit in waiting}
    while waiting:
        unit = waiting.pop()
        calls = (call for call in unit.function.calls if call.receiver == "self" and not _goes_on(unit, call))
        called = [method for call in calls for method in family.methods.get(call.name, ())]
        new = [each for each in (*called, *project.nested(unit)) if each.name not in found]
        found.update(each.name for each in new)
        waiting += new
    return did.unit.name in found and not _goes_on(did.unit, did.what)


def _goes_on(unit: Unit, call: Call) -> bool:
    return unit.is_within(call.block, "while", "async for")
