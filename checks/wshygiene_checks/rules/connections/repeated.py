"""Methods that open something once more: from a loop or an error handler, or because that is what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Evidence
from wshygiene_checks.project import Family, Obligation, Project, Unit, root_of
from wshygiene_checks.rules.connections.reaching import Reaching
from wshygiene_checks.rules.connections.teardown import ENDS, teardown_of
from wshygiene_checks.rules.findings import seen
from wshygiene_checks.rules.tasks.timers import conditions_before

_DEEPEST = 2  # methods between the one that opens and the one that tells that it comes again
_SAYS_AGAIN = re.compile(r"(?:^|_)(?:reconnect|reopen|restart|renew|recreate|reestablish|re_?init)(?:_|$)")


def called_again(project: Project, obligation: Obligation, family: Family, reaching: Reaching) -> Evidence | None:
    """What shows that the method which opens this runs while the one before is still open; None if nothing does."""
    if _looks_at_the_old_one(obligation):
        return None
    return _from_a_loop(family, obligation, obligation.unit, reaching) or _by_its_name(
        project, obligation, family, reaching
    )


def _looks_at_the_old_one(obligation: Obligation) -> bool:
    """Whether the method asks for what is there, or puts it aside, before it opens another: that one is seen to."""
    unit, root = obligation.unit, obligation.root
    aside = (store for store in unit.function.stores if store.order < obligation.call.order)
    asked = (atom.path for block in unit.function.blocks for atom in block.atoms)
    return root in asked or any(root in store.value.names for store in aside)


def _from_a_loop(
    family: Family, obligation: Obligation, unit: Unit, reaching: Reaching, depth: int = 0
) -> Evidence | None:
    for caller, call in _calls_of(family, unit):
        if _closes(reaching, caller, call) or _is_tested(caller, call.block, obligation.root):
            continue
        if caller.is_within(call.block, "while", "except"):
            return seen(caller, call, f"`{caller.function.name}` calls `{unit.function.name}` again here")
        plain = caller.function.kind == "function" and not _asks_first(caller, call)
        further = _from_a_loop(family, obligation, caller, reaching, depth + 1) if plain and depth < _DEEPEST else None
        if further:
            return further
    return None


def _by_its_name(project: Project, obligation: Obligation, family: Family, reaching: Reaching) -> Evidence | None:
    """The method is for connecting again, or one for that calls it; only what ends the object closes the old one."""
    teardown = teardown_of(project, family)
    if not obligation.releases or not all(teardown.runs(did.unit) for did in obligation.releases):
        return None
    unit, opened = obligation.unit, obligation.call
    ways = [(unit, opened), *_calls_of(family, unit)]
    for again, call in ways:
        if not _SAYS_AGAIN.search(again.function.name) or _asks_first(again, call) or _asks_first(unit, opened):
            continue
        if _closes(reaching, again, call) or any(_closes(reaching, *each) for each in _calls_of(family, again)):
            continue
        if not _ended_outside(project, again):
            return seen(again, call, f"`{again.function.name}` is there to do this again")
    return None


def _calls_of(family: Family, unit: Unit) -> Iterator[tuple[Unit, Call]]:
    """Where methods of the same object call this one."""
    path = f"self.{unit.function.name}"
    return ((caller, call) for caller in family.units for call in caller.function.calls if call.path == path)


def _closes(reaching: Reaching, unit: Unit, opening: Call) -> bool:
    """Whether a method closes what is there besides what the call that opens the next one does."""
    others = [call for call in unit.function.calls if call.path != opening.path]
    return any(reaching.is_released_by(unit, call) for call in others) or reaching.is_managed(unit)


def _is_tested(unit: Unit, block: int, root: str) -> bool:
    return any(atom.path.startswith(root) for around in unit.blocks_around(block) for atom in around.atoms)


def _asks_first(unit: Unit, call: Call) -> bool:
    """Whether the state of the object decides if the method gets to this call: it may be closed by then."""
    return any(path.startswith("self.") for path in conditions_before(unit, call.order, call.block))


def _ended_outside(project: Project, unit: Unit) -> bool:
    """Whether somebody who calls this method on another object also ends that: ``client.close()`` comes first."""
    for caller, call in project.sites.named({unit.function.name}):
        if call.receiver and root_of(call.receiver)[0] != "self":
            inside = (caller, *project.nested(caller))
            ended = (each.receiver for part in inside for each in part.function.calls if each.name in ENDS)
            if call.receiver in ended:
                return True
    return False
