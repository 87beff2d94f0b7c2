"""What an ``except Exception`` gives back to the pool that it is from: a cancellation passes that handler by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Await, Call, Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.connections.programs import is_program
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import handler_around, may_follow, misses_cancellation, seen_to_at_last

CODE = "WSH404"
_GIVES = frozenset("remove release discard drop evict free invalidate recycle forget unreserve".split())
# These say that it was lent, be it waited for or not.
_LENDS = frozenset("get acquire take borrow reserve checkout lease obtain pop".split())


class Lent(NamedTuple):
    """What a function has ``got``, the wait that may be cancelled, and the call that gives it ``back`` if it fails."""

    unit: Unit
    got: Call
    step: Call | Await | Exit
    back: Call


def not_given_back(project: Project) -> Iterator[Finding]:
    """Local names that a handler gives back before it raises on, and that a cancellation leaves taken."""
    told = set()
    names = {name for name in project.sites.names if bare_name(name).partition("_")[0] in _GIVES}
    for unit, back in project.sites.named(names):
        lent = _lent(unit, back)
        if lent and (unit.name, lent.got.order) not in told:
            told.add((unit.name, lent.got.order))
            yield _finding(lent)


def _lent(unit: Unit, back: Call) -> Lent | None:
    if not unit.function.is_async or len(back.args) != 1 or not back.receiver or is_program(unit):
        return None
    if handler_around(unit, back.block) is None:
        return None
    got = _got(unit, back)
    step = _step(unit, got, back) if got else None
    if got is None or step is None or seen_to_at_last(unit, step.block, back.args[0].path):
        return None
    return Lent(unit, got, step, back)


def _got(unit: Unit, back: Call) -> Call | None:
    """The call that lent it: one of the object that it is given back to. What is none may have made it, if it had to.

    The facts take what ``pool.get()`` returns for an element of the pool.
    """
    given = back.args[0].path
    stores = [store for store in unit.function.stores if given in (store.path, store.value.path)]
    stores = [store for store in stores if store.order < back.order and store.value.path != "None"]
    calls = [unit.call_by_order(store.value.call) for store in stores if store.path.startswith("%")]
    return next((call for call in calls if call and _lends(call, back)), None) if None not in calls else None


def _lends(call: Call, back: Call) -> bool:
    """Whether one call takes what another one gives back: ``await self._get_idle()`` and ``self._remove(idle)``."""
    same = call.receiver.partition("[")[0] == back.receiver.partition("[")[0]
    return same and call.awaited and bare_name(call.name).partition("_")[0] in _LENDS


def _step(unit: Unit, got: Call, back: Call) -> Call | Await | Exit | None:
    """The first wait, or ``yield``, whose failure the handler sees to, and whose cancellation it does not."""
    found: list[Call | Await | Exit] = [call for call in unit.function.calls if call.awaited and call is not got]
    found += unit.function.awaits
    found += [leaving for leaving in unit.function.exits if leaving.kind == "yield"]
    return next(
        (
            each
            for each in sorted(found, key=lambda each: each.order)
            if each.order > got.order
            and misses_cancellation(unit, each.block, back.block)
            and may_follow(unit, got.block, each.block)
        ),
        None,
    )


def _finding(lent: Lent) -> Finding:
    unit, back = lent.unit, plain(lent.back.path)
    name = next((plain(path) for path in lent.got.targets), "what it returns")
    where = "`yield`" if isinstance(lent.step, Exit) else "`await`"
    message = (
        f"`{name}` stays taken when the task is cancelled in the {where} on line {lent.step.line}: cancelling raises "
        f"`CancelledError`, which `except Exception` does not catch. Call `{back}()` in `except BaseException`, and "
        f"raise again."
    )
    evidence = (
        seen(unit, lent.step.line, "a cancellation, or a time limit of the caller, ends the function here"),
        seen(unit, lent.back, f"`{name}` is given back here, when anything else fails"),
    )
    return finding(CODE, unit, lent.got, message, subject=name, confidence="medium", evidence=evidence)
