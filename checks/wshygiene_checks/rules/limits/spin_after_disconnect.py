"""WSH505: a receive loop gets over the disconnect, and tries to receive again without end."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.limits.retrying import Attempt, attempted_call, attempted_loop, only_reports

CODE = "WSH505"
# What raises for ever once the peer is gone. Others return nothing then, or connect again by themselves.
_OF_WEBSOCKETS = frozenset("recv receive_text receive_bytes receive_json receive_str recv_data recv_data_frame".split())
_OF_OTHERS = frozenset("receive get_message readexactly readuntil".split())
_NAMES = frozenset("ws websocket web_socket socket sock conn connection peer client_socket".split())
_READERS = frozenset({"reader", "stream_reader"})
# Of a condition: it may become false when the connection ends, by whomever.
_STATES = ("connect", "open", "clos", "alive", "state", "exit", "eof")


def find(project: Project) -> Iterator[Finding]:
    """Loops in which a receive fails again and again, and nothing ends or delays them."""
    words = project.knowledge.vocabulary
    failures = frozenset([name for name in words.disconnects if "Clos" in name or "Disconnect" in name])
    for unit, call in project.sites.named(_OF_WEBSOCKETS | _OF_OTHERS):
        tried = attempted_call(unit, call, failures) if _receives(project, unit, call) else None
        if tried is not None and _spins(tried, call.receiver):
            yield _finding(tried, call.receiver, call)
    for unit in project.units:
        for index, block in enumerate(unit.function.blocks):
            path = block.values[0].path if block.kind == "async for" and block.values else ""
            if path and block.values[0].kind == "path" and _is_connection(project, unit, path):
                tried = attempted_loop(unit, index, failures)
                if tried is not None and _spins(tried, path):
                    yield _finding(tried, path, block.line)


def _receives(project: Project, unit: Unit, call: Call) -> bool:
    """Whether a call receives from a connection, and not from what connects again by itself, as the project's own may.

    A plain socket, which is not waited for, tells its end in another way: nothing is received.
    """
    if project.types.callee(unit, call.path) or not call.receiver:
        return False
    entry = project.roles.entry(unit)
    given = entry is not None and entry.lifetime == "connection" and call.receiver.startswith("%")
    if call.name in ("readexactly", "readuntil"):
        return call.awaited and _is_named(call.receiver, _READERS)
    if call.name == "recv" and not call.awaited:
        return _is_websocket(project, unit, call.receiver)
    return call.name in _OF_WEBSOCKETS or given or _is_connection(project, unit, call.receiver)


def _is_connection(project: Project, unit: Unit, path: str) -> bool:
    """Whether a path is a connection by its name, or a WebSocket by its type."""
    return _is_named(path, _NAMES) or _is_websocket(project, unit, path)


def _is_websocket(project: Project, unit: Unit, path: str) -> bool:
    return any("websocket" in type_.lower() for type_ in project.types.of(unit, path))


def _is_named(path: str, names: frozenset[str]) -> bool:
    """Whether the last word of a path is one of these names."""
    last = path.rpartition(".")[2].lstrip("%_").lower()
    return last in names or last.rpartition("_")[2] in names


def _spins(tried: Attempt, receiver: str) -> bool:
    """Whether nothing between two failures ends the loop, waits, or puts another connection in the place."""
    if not tried.is_endless() or any(tried.between(tried.unit.function.awaits)):
        return False
    root = root_of(receiver)[0]
    for atom in tried.condition.atoms:
        told = any(word in atom.path.lower() for word in _STATES)
        if told or atom.test not in ("true", "false") or root_of(atom.path)[0] == root:
            return False
    if any(
        store.kind == "set" and not store.path.startswith("%") for store in tried.between(tried.unit.function.stores)
    ):
        return False
    if any(root_of(store.path)[0] == root for store in tried.between(tried.unit.function.stores)):
        return False
    return all(only_reports(call) for call in tried.between(tried.unit.function.calls))


def _finding(tried: Attempt, receiver: str, anchor: Call | int) -> Finding:
    unit, name = tried.unit, plain(receiver)
    what = f"`{name}.{anchor.name}()`" if isinstance(anchor, Call) else f"the loop over `{name}`"
    for_ever = all(atom.path in ("True", "1") for atom in tried.condition.atoms)
    confidence: Confidence = "high" if for_ever else "medium"
    cost = "and no other task gets to run" if unit.function.is_async else "as fast as the processor can"
    message = (
        f"when the peer is gone, {what} fails at once, its error is swallowed, and the loop tries it again without "
        f"end, {cost}. Leave the loop when the connection is closed: catch that exception before all others, and "
        f"`break`."
    )
    return finding(CODE, unit, anchor, message, subject=name, confidence=confidence, evidence=tried.evidence())
