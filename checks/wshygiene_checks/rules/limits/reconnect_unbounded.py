"""WSH506: a loop that connects again does so at once, without any pause, for as long as the peer is away."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.findings import finding
from wshygiene_checks.rules.limits.retrying import Attempt, attempted_call, only_reports, repeated_call

CODE = "WSH506"
_REFUSED = frozenset(
    "OSError IOError EnvironmentError error ConnectionError ConnectionRefusedError WebSocketException ClientError "
    "ClientConnectionError ClientConnectorError gaierror".split()
)
_WAITS = frozenset("get read recv select poll join input acquire result run".split())
_WAITING = ("sleep", "wait", "delay", "backoff", "back_off", "pause", "throttle", "cooldown", "retry", "limit")
_OWN = frozenset("connect _connect reconnect _reconnect connect_once open_connection establish_connection".split())
_DEEPEST = 3
_RETURNS = "run_forever"  # it does not raise when the connection fails: it returns


def find(project: Project) -> Iterator[Finding]:
    """Loops in which connecting fails again and again, and nothing ends or delays them."""
    for acquisition in project.of_kind("connection"):
        unit, call = acquisition.unit, acquisition.call
        tried = _attempt(project, acquisition)
        if tried is not None and _hurries(project, tried, call):
            yield _finding(tried, call, "high" if acquisition.how in ("qualified", "typed") else "medium")
    for unit, call in project.sites.named(_OWN):
        tried = attempted_call(unit, call, _REFUSED) if _connects(project, unit, call) else None
        if tried is not None and _hurries(project, tried, call):
            yield _finding(tried, call, "medium")


def _attempt(project: Project, acquisition: Acquisition) -> Attempt | None:
    """What a loop tries by connecting; None for what connects again by itself, and for servers."""
    unit, call = acquisition.unit, acquisition.call
    if call.name == _RETURNS:
        pauses = any(_is_pause(each) for function in unit.file.functions for each in function.calls)
        return None if call.keyword("reconnect") or pauses else repeated_call(unit, call)
    is_server = project.roles.entry(unit) is not None  # each round has another client there
    return None if call.use == "iterate" or is_server else attempted_call(unit, call, _REFUSED)


def _connects(project: Project, unit: Unit, call: Call) -> bool:
    """Whether a call runs a method of the project that opens a connection, and neither waits nor tries again."""
    callees = project.types.callee(unit, call.path)
    opens = {(each.unit.name, each.call.order) for each in project.of_kind("connection")}
    return bool(callees) and all(
        any((callee.name, each.order) in opens for each in callee.function.calls)
        and not any(block.kind in ("while", "for", "async for", "except") for block in callee.function.blocks)
        and not _pauses(project, callee, 0)
        for callee in callees
    )


def _hurries(project: Project, tried: Attempt, call: Call) -> bool:
    """Whether nothing between two failures ends the loop, or takes time."""
    function = tried.unit.function
    if not tried.is_endless() or any(tried.between(function.awaits)) or _yields(tried):
        return False
    for atom in tried.condition.atoms:
        counted = any(store.path == atom.path for store in tried.between(function.stores))
        if counted or atom.test == "compare" or any(word in atom.path for word in _WAITING):
            return False
    own = {root_of(path)[0] for path in (call.receiver, *call.targets) if path} - {"self"}
    return not any(
        _takes_time(project, tried.unit, each) and root_of(each.receiver)[0] not in own
        for each in tried.between(function.calls)
        if each.order != call.order
    )


def _yields(tried: Attempt) -> bool:
    return any(each.kind == "yield" for each in tried.between(tried.unit.function.exits))


def _takes_time(project: Project, unit: Unit, call: Call) -> bool:
    """Whether a call waits for something, or nobody can tell."""
    if only_reports(call):
        return False
    callees = project.types.callee(unit, call.path)
    if call.awaited or _is_pause(call) or any(_pauses(project, callee, 0) for callee in callees):
        return True
    return not callees and call.path.startswith(("self.", "%"))


def _pauses(project: Project, unit: Unit, depth: int) -> bool:
    """Whether a function of the project, or what it calls, waits."""
    return any(
        _is_pause(call)
        or (
            depth < _DEEPEST
            and any(_pauses(project, each, depth + 1) for each in project.types.callee(unit, call.path))
        )
        for call in unit.function.calls
    )


def _is_pause(call: Call) -> bool:
    name = call.name.lower()
    return (call.name in _WAITS or any(word in name for word in _WAITING)) and name != "wait_for"


def _finding(tried: Attempt, call: Call, confidence: Confidence) -> Finding:
    unit = tried.unit
    message = (
        f"when `{call.name}()` fails, this loop tries it again at once, and again for as long as the peer is away: it "
        f"keeps a processor busy here, and floods a peer that is just coming back. Wait between two attempts, longer "
        f"after each failure, and a little differently in each client."
    )
    return finding(CODE, unit, call, message, subject=call.name, confidence=confidence, evidence=tried.evidence())
