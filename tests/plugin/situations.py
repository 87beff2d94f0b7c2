"""One situation, every runner: small leaking or clean programs, written once and rendered into a suite for each runner.

Lines are found by marker comments (`# born:a03`) in the generated source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent, indent
from typing import Literal

import pytest

from .runners import RUN, Runner

_PRELUDE = """
import asyncio, gc, os, signal, socket, subprocess, sys, threading, unittest
import pytest
from harness import *
"""

_APP_PRELUDE = """
import asyncio, logging, signal, socket, subprocess, sys, threading, weakref
from harness import *
"""

Style = Literal["async", "sync", "run"]


#: Set-up of situations on trio: a nursery of the module, and the address of an echo server in it.
TRIO_SERVER = """
from functools import partial
from websockets.trio.client import connect
from websockets.trio.server import serve

@pytest.fixture(scope="module")
async def nursery():
    async with app.trio.open_nursery() as nursery:
        yield nursery
        nursery.cancel_scope.cancel()

async def echo(connection):
    async for message in connection:
        await connection.send(message)

@pytest.fixture(scope="module")
async def url(nursery):
    server = await nursery.start(partial(serve, echo, 0, host="127.0.0.1"))
    return "ws://127.0.0.1:%s/chat" % server.listeners[0].socket.getsockname()[1]
"""


@dataclass(frozen=True)
class Situation:
    """A small program: the statements of a test, the application that it uses, and the runners that it can run under.

    ``app`` becomes the module ``app_<name>``, which the test sees as ``app``; ``setup`` is the test module's own text,
    such as fixtures; ``arguments`` are the fixtures that the test takes. A ``sync`` body runs inside of a coroutine
    where the runner runs those; a ``run`` body is a coroutine that a plain test passes to ``asyncio.run``. Containers
    of a ``discovered`` application are found without being declared; ``cycles`` are looked for where one of the
    situations of a project wants it.
    """

    name: str
    body: str
    runners: Sequence[Runner]
    app: str = ""
    setup: str = ""
    arguments: tuple[str, ...] = ()
    style: Style = "async"
    registries: tuple[str, ...] = ()
    discovered: bool = False
    cycles: bool = False

    @property
    def title(self) -> str:
        """The name as part of a class name."""
        return self.name.title().replace("_", "")

    def node_of(self, runner: Runner) -> str:
        """The node id of the test, as ``runner`` writes it."""
        nodeid = "test_{name}.py::test_{name}" if self.style == "run" else runner.nodeid
        return nodeid.format(name=self.name, title=self.title)

    def files(self, runner: Runner) -> dict[str, str]:
        """The modules of this situation, as ``runner`` wants them."""
        return {
            f"app_{self.name}.py": _APP_PRELUDE + dedent(self.app),
            f"test_{self.name}.py": self._test_module(runner),
        }

    def _test_module(self, runner: Runner) -> str:
        template = {"async": runner.test, "sync": runner.sync_test or runner.test, "run": RUN}[self.style]
        marks = "" if self.style == "run" else runner.marks
        margin = " " * (template.index("{body}") - template.rindex("\n", 0, template.index("{body}")) - 1)
        written = template.replace(f"{margin}{{body}}", indent(dedent(self.body).strip("\n"), margin))
        names = "".join(f"{argument}, " for argument in self.arguments)
        test = written.replace("{arguments}", names).replace("{name}", self.name).replace("{title}", self.title)
        return "\n".join([_PRELUDE, f"import app_{self.name} as app", marks, dedent(self.setup), test])


def every_runner(situation: Situation) -> pytest.MarkDecorator:
    """Run a test once for each runner that the situation can run under."""
    return pytest.mark.parametrize("runner", situation.runners, ids=str)
