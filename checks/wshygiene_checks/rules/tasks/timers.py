"""What a timer calls, when, and what it keeps alive until then."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Exit, Store, Value
from wshygiene_checks.project import Acquisition, Did, Flow, Obligation, Project, Unit, root_of
from wshygiene_checks.rules.findings import plain
from wshygiene_checks.rules.handlers.callbacks import holds_self

_ENDS_THE_PROCESS = ("loop.stop", "reactor.stop", "sys.exit", "os._exit", "os.kill", "crash", "_stopReactor")
_STARTS_ONLY = frozenset(("start", "set_name", "setDaemon", "setName", "addErrback", "addBoth", "addCallback"))


def callback_of(acquisition: Acquisition) -> Value | None:
    """The function that the timer, thread or periodic call is given."""
    argument = acquisition.entry.handler_arg
    return argument.among(acquisition.call.args, dict(acquisition.call.keywords)) if argument else None


def callback_name(acquisition: Acquisition) -> str:
    """The callback as a person would write it."""
    callback = callback_of(acquisition)
    if callback is None or callback.kind == "lambda":
        return "a lambda"
    return f"`{plain(callback.path)}`" if callback.path else "a callback"


def called_back(project: Project, acquisition: Acquisition) -> list[Unit]:
    """The functions of the project that the timer runs: itself, inside a partial, or called by a lambda."""
    callback = callback_of(acquisition)
    if callback is None:
        return []
    unit = acquisition.unit
    within = callback.names if callback.kind == "lambda" else tuple(_behind(project, unit, callback.path))
    paths = (callback.path, *within)
    found = [callee for path in paths for callee in project.types.callee(unit, path.removesuffix("()"))]
    parent = project.types.parent(unit)
    if parent is not None:  # a nested function that names itself
        found += [callee for path in paths if path.startswith("%") for callee in project.types.callee(parent, path)]
    return found


def calls_static(project: Project, acquisition: Acquisition) -> bool:
    """Whether the timer calls a static method, which holds no object and cannot touch one that has ended."""
    callees = called_back(project, acquisition)
    return bool(callees) and all(
        any(decorator.path == "staticmethod" for decorator in callee.function.decorators) for callee in callees
    )


def _behind(project: Project, unit: Unit, path: str) -> Iterator[str]:
    """What an attribute that is handed over as a callback was made of: ``self._job = Job(self._tick)``."""
    family = project.family(unit)
    if family is None or not path.startswith("self."):
        return
    for did in family.places[path].set:
        if isinstance(did.what, Store):
            yield from did.what.value.names


def _delay(acquisition: Acquisition) -> Value | None:
    argument = acquisition.entry.delay_arg
    return argument.among(acquisition.call.args, dict(acquisition.call.keywords)) if argument else None


def delay_of(acquisition: Acquisition) -> float | None:
    """The delay in seconds, where the call gives it as a number."""
    value = _delay(acquisition)
    if value is None or value.kind != "constant":
        return None
    try:
        return float(value.path)
    except ValueError:
        return None


def is_immediate(acquisition: Acquisition) -> bool:
    """Whether the timer fires in the next turn of the loop, or so soon that nothing can end before."""
    delay = delay_of(acquisition)
    return delay is not None and delay <= 0.1


def holds_owner(project: Project, acquisition: Acquisition) -> bool:
    """Whether the timer keeps the object alive that armed it: through a bound method, a closure or an argument.

    Its delay is a number, wherever that is from.
    """
    delay, values = _delay(acquisition), (*acquisition.call.args, *[value for _, value in acquisition.call.keywords])
    kept = (name for value in values if value is not delay for name in value.names)
    if any(name == "self" or name.startswith("self.") for name in kept):
        return True
    callback = callback_of(acquisition)
    if callback is None or callback.kind not in ("function", "lambda"):
        return False
    inside = (callback.path, *callback.names)  # a lambda may call a function that is defined beside it
    functions = (callback._replace(kind="function", path=path.removesuffix("()")) for path in inside if path[:1] == "%")
    return any(holds_self(project, acquisition.unit, each) for each in functions)


def ends_the_process(acquisition: Acquisition) -> bool:
    """Whether the callback stops the loop or the process, after which no timer matters."""
    callback = callback_of(acquisition)
    names = (callback.path, *callback.names) if callback else ()
    return any(name.endswith(_ENDS_THE_PROCESS) for name in names)


def only_started(acquisition: Acquisition, flow: Flow) -> bool:
    """Whether nothing refers to the handle once it is armed or started."""
    if flow.unused:
        return True
    if _release_is_handed_on(acquisition, flow):
        return False
    starts = _STARTS_ONLY | frozenset(acquisition.entry.starts)
    used = flow.kept or flow.handed or flow.awaited or flow.returned or flow.managed or flow.iterated
    return bool(flow.methods) and not used and all(did.what.name in starts for did in flow.methods)


def _release_is_handed_on(acquisition: Acquisition, flow: Flow) -> bool:
    """Whether what ends it is passed to somebody who will call it: ``stack.callback(periodic.stop)``."""
    wanted = {f"{name}.{release}" for name in flow.locals for release in acquisition.entry.release}
    calls = acquisition.unit.function.calls if wanted else ()
    return any(
        not wanted.isdisjoint(value.names)
        for call in calls
        for value in (*call.args, *[value for _, value in call.keywords])
    )


def unpacked_releases(obligation: Obligation) -> Iterator[Did[Call]]:
    """Releases of a handle that is kept inside a tuple: ``request, handle = self._waiting[key]; handle.cancel()``."""
    family = obligation.family
    names = frozenset(obligation.acquisition.entry.release)
    for unit in family.units if family else ():
        parts = {store.path for store in unit.function.stores if root_of(store.value.path or "%")[0] == obligation.root}
        for call in unit.function.calls:
            used = {call.receiver, call.path, *[value.path for value in call.args]}
            if parts & used and (call.name in names or call.path in parts):
                yield Did(unit, call, "[]")


def conditions_before(unit: Unit, order: int, block: int) -> Iterator[str]:
    """The places tested on the way to a statement: by ``if`` and ``while`` around it, and by early exits before it."""
    for around in unit.blocks_around(block):
        if around.kind in ("if", "else", "while", "case"):
            yield from (atom.path for atom in around.atoms)
            yield from (atom.other for atom in around.atoms)
    for leaving in unit.function.exits:
        if leaving.order < order and leaving.kind in ("return", "raise", "break", "continue"):
            yield from _tested(unit, leaving)


def _tested(unit: Unit, leaving: Exit) -> Iterator[str]:
    for around in unit.blocks_around(leaving.block):
        if around.kind in ("if", "else"):
            yield from (atom.path for atom in around.atoms)


def compared_with_given(unit: Unit) -> frozenset[str]:
    """The places that a function compares with what it is given, to see whether that changes anything."""
    given = {f"%{parameter.name}" for parameter in unit.function.params}
    compared = [atom for block in unit.function.blocks for atom in block.atoms if atom.test == "compare"]
    changed = {atom.path for atom in compared if atom.other in given}
    return frozenset(changed | {atom.other for atom in compared if atom.path in given})


def tests_state_first(unit: Unit) -> bool:
    """Whether a callback begins by asking whether it is still wanted: ``if self._closed: return``."""
    return any(
        leaving.kind == "return" and any(path.startswith("self.") for path in _tested(unit, leaving))
        for leaving in unit.function.exits
    )
