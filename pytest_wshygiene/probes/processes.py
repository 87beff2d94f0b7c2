"""Child processes that nobody waited for."""

from __future__ import annotations

import asyncio
import asyncio.subprocess
import os
import select
import subprocess
import weakref
from asyncio.base_subprocess import BaseSubprocessTransport
from pathlib import Path
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.references.following import attributes

#: What a process has its pipes as.
PIPES = ("stdin", "stdout", "stderr")
_STARTING = BaseSubprocessTransport.__init__.__code__


class ProcessProbe(Probe):
    """``subprocess`` (which asyncio uses too) and ``multiprocessing``; looking never reaps the child."""

    kind = "process"

    def install(self, watch: Watch) -> None:
        watch.record_instances(self.kind, subprocess.Popen)

        def multiprocessing(module: ModuleType) -> None:
            def make(original: Any) -> Any:
                def start(self: Any) -> None:
                    original(self)
                    watch.ledger.record("process", self)

                return start

            watch.patches.wrap(module.BaseProcess, "start", make)

        def uvloop(_: ModuleType) -> None:
            def make(original: Any) -> Any:
                def __init__(self: Any, transport: Any, protocol: Any, loop: Any) -> None:
                    original(self, transport, protocol, loop)
                    if transport.get_extra_info("subprocess") is None:  # started in C, without a Popen
                        watch.ledger.record("process", self)

                return __init__

            watch.patches.wrap(asyncio.subprocess.Process, "__init__", make)

        def trio(module: ModuleType) -> None:
            def make(original: Any) -> Any:
                def __init__(self: Any, popen: Any, *args: Any, **kwargs: Any) -> None:
                    original(self, popen, *args, **kwargs)
                    record = watch.ledger.find(popen)
                    if record is not None:  # its pipes are trio's own, which Popen does not know of
                        record.note = [weakref.ref(pipe) for pipe in pipes_of(self)]

                return __init__

            watch.patches.wrap(module.Process, "__init__", make)

        watch.when_imported("trio._subprocess", trio)
        watch.when_imported("multiprocessing.process", multiprocessing)
        watch.when_imported("uvloop", uvloop)

    def is_open(self, resource: Any, record: Record) -> bool:
        popen = _popen(resource)
        return popen is not None and popen.returncode is None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        popen = _popen(resource)
        name = _program(resource)
        is_running = _is_running(popen)
        wait = _wait_for(resource, record)
        return Look(
            subject=name,
            summary=f"the process `{name}` (pid {popen.pid}) was never waited for",
            state=f"pid {popen.pid}, {'running' if is_running else 'ended, and waiting to be collected'}",
            release=f"`process.terminate()`, then {wait}" if is_running else wait,
        )


def streams_of(process: Any, record: Record) -> list[Any]:
    """Its pipes, as long as it is one that somebody has to wait for: afterwards they are to be closed by themselves."""
    if getattr(process, "returncode", None) is not None:
        return []
    return pipes_of(process) + [stream() for stream in record.note or ()]


def pipes_of(process: Any) -> list[Any]:
    """The files around its pipes."""
    return [pipe for name in PIPES if (pipe := getattr(process, name, None)) is not None]


def serves(thing: Any, process: Any) -> bool:
    """True for asyncio's object for a child process, a stream that is on one of its pipes, and such a pipe itself."""
    pipes = pipes_of(process)
    if thing is process or any(thing is pipe for pipe in pipes):
        return True
    transport: Any = attributes(thing).get("_transport")
    if not callable(getattr(type(transport), "get_extra_info", None)):
        return False
    pipe = transport.get_extra_info("pipe")
    return transport.get_extra_info("subprocess") is process or any(pipe is each for each in pipes)


def is_of_asyncio(suspect: Suspect) -> bool:
    """True for a process that asyncio has started: when its loop has gone, nobody can wait for it there any more."""
    return suspect.record.kind == "process" and _is_of_asyncio(suspect.resource, suspect.record)


def is_running(suspect: Suspect) -> bool:
    """True for a process that has not ended yet; one that has can only be waited for by what runs in this one."""
    popen = _popen(suspect.resource) if suspect.record.kind == "process" else None
    return popen is not None and _is_running(popen)


def _wait_for(process: Any, record: Record) -> str:
    """How it is waited for; whoever has started it through asyncio has asyncio's object, not the one inside."""
    if _is_of_asyncio(process, record):
        return "`await process.wait()`"
    return "`process.wait()`" if isinstance(process, subprocess.Popen) else "`process.join()`"


def _is_of_asyncio(process: Any, record: Record) -> bool:
    return isinstance(process, asyncio.subprocess.Process) or any(code is _STARTING for code, _ in record.sites)


def _popen(process: Any) -> Any:
    waited = (subprocess.Popen, asyncio.subprocess.Process)
    return process if isinstance(process, waited) else vars(process).get("_popen")


def _program(process: Any) -> str:
    if isinstance(process, asyncio.subprocess.Process):
        return _command(process.pid)
    if not isinstance(process, subprocess.Popen):
        return type(process).__qualname__
    arguments = process.args
    if isinstance(arguments, str):  # mostly a line for the shell, whose other words may be new in each run
        return Path((arguments.split() or [""])[0]).name
    first = arguments if isinstance(arguments, (bytes, os.PathLike)) else next(iter(arguments), "")
    return Path(os.fsdecode(first)).name


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "process"


def _is_running(popen: Any) -> bool:
    if not hasattr(os, "waitid"):
        return True
    try:
        return os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:  # waited for already, or the child of a fork server, whose end its pipe tells
        sentinel = getattr(popen, "sentinel", None)
        return sentinel is not None and not _has_ended(sentinel)


def _has_ended(sentinel: int) -> bool:
    """Whether the pipe of a process can be read, as it can be from its end on."""
    poll = select.poll()
    poll.register(sentinel, select.POLLIN)
    return bool(poll.poll(0))
