"""Clients of a stream server whose callback never closes their writer: ``asyncio.start_server`` leaves that to it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Project, Unit
from wshygiene_checks.rules.connections.lending import Lending
from wshygiene_checks.rules.findings import finding, seen

_SERVES = "asyncio.start-server"  # as its pack calls it
_CALLBACK, _WRITER = "client_connected_cb", 1
_ENDS = ("close", "abort")


def unclosed_writers(code: str, project: Project) -> Iterator[Finding]:
    """Callbacks whose writer nobody can close: all that is done with it is in sight, and none of it ends it.

    The same is asked of the reader, for which the writer may stand as well: who keeps one mostly keeps both. When the
    client goes, the end of its data is all that the callback gets to know: the transport stays half open.
    """
    told, lending = set(), Lending(project, _ENDS)
    for acquisition in project.of_kind("server"):
        if acquisition.entry.id != _SERVES:
            continue
        for callback in _callbacks(project, acquisition):
            params = [each.name for each in callback.function.params]
            own = int(bool(callback.owner) and params[:1] == ["self"])
            if callback.name in told or len(params) <= own + _WRITER:
                continue
            reader, writer = params[own : own + _WRITER + 1]
            if lending.only_uses(callback, reader) and lending.only_uses(callback, writer):
                told.add(callback.name)
                yield _finding(code, acquisition, callback, writer)


def _callbacks(project: Project, acquisition: Acquisition) -> Iterator[Unit]:
    """The functions that are given as they are: a partial has parameters of its own, and may stand for several."""
    call = acquisition.call
    given = call.args[0] if call.args else call.keyword(_CALLBACK)
    if given is not None and given.kind in ("path", "function"):
        name = given.path.rpartition(".")[2].lstrip("%")
        found = project.types.callee(acquisition.unit, given.path)
        yield from (each for each in found if each.function.name == name)


def _finding(code: str, acquisition: Acquisition, callback: Unit, writer: str) -> Finding:
    name = callback.function.name
    message = (
        f"`{name}()` never closes `{writer}`, which `{acquisition.call.path}` gives it for each client. When the "
        f"client goes, its socket stays half open. Call `{writer}.close()` in `finally`."
    )
    evidence = (seen(acquisition.unit, acquisition.call, f"`{name}()` is called here for each client"),)
    return finding(code, callback, callback.function.line, message, subject=writer, evidence=evidence)
