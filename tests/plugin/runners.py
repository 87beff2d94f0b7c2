"""The ways to run tests on which situations are tried: how a test is written for each, and what its project needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

# -- templates: a situation's statements as a test of each runner, and a clean test after it ---------------------------

_FUNCTION = """
async def test_{name}({arguments}):
    {body}

async def test_after():
    await pause()
"""

_CLASS = """
class Test{title}:
    async def test_{name}(self, {arguments}):
        {body}

    async def test_after(self):
        await pause()
"""

_UNITTEST = """
class Test{title}(unittest.IsolatedAsyncioTestCase):
    @pytest.fixture(autouse=True)
    def receive(self, {arguments}):
        self.arguments = ({arguments})

    async def test_{name}(self):
        ({arguments}) = self.arguments
        {body}

class TestAfter(unittest.IsolatedAsyncioTestCase):
    async def test_after(self):
        await pause()
"""

RUN = """
def test_{name}({arguments}):
    async def scenario():
        {body}

    run(scenario())

def test_after():
    run(pause())
"""

_PLAIN = """
def test_{name}({arguments}):
    {body}

def test_after():
    pass
"""


@dataclass(frozen=True)
class Runner:
    """A way to run tests: how they are written, what the project needs for it, and how it ends an event loop.

    ``ending`` is what a leaked task says of the end of its loop; empty where the loop outlives the test. ``without``
    are plugins that take long to start and have nothing to do with this way.
    """

    name: str
    test: str = _FUNCTION
    sync_test: str = ""
    nodeid: str = "test_{name}.py::test_{name}"
    ini: tuple[str, ...] = ()
    harness: str = ""
    conftest: str = ""
    marks: str = ""
    flags: tuple[str, ...] = ()
    ending: str = "; cancelled by the runner that closed its event loop"
    uvloop: bool = False
    without: tuple[str, ...] = ("hypothesispytest", "anyio")

    def __str__(self) -> str:
        return self.name


# -- the runners -------------------------------------------------------------------------------------------------------


def _asyncio(mode: str, scope: str, harness: str = "", **changes: object) -> Runner:
    """pytest-asyncio in one of its modes, with loops of one scope."""
    marked = f"pytestmark = pytest.mark.asyncio(loop_scope={scope!r})"
    fixtures = f"""
    import functools, pytest_asyncio
    async_fixture = functools.partial(pytest_asyncio.fixture, loop_scope={scope!r})
    session_fixture = functools.partial(pytest_asyncio.fixture, scope="session", loop_scope="session")
    """
    settings: dict[str, object] = {
        "name": f"asyncio-{mode}-{scope}",
        "ini": (
            f"asyncio_mode = {mode}",
            f"asyncio_default_fixture_loop_scope = {scope}",
            *([f"asyncio_default_test_loop_scope = {scope}"] if mode == "auto" else []),
        ),
        "marks": marked if mode == "strict" else "",
        "harness": dedent(fixtures) + harness,
        **changes,
    }
    if scope == "class":
        settings |= {"test": _CLASS, "nodeid": "test_{name}.py::Test{title}::test_{name}"}
    if scope != "function":
        settings["ending"] = ""
    return Runner(**settings)  # type: ignore[arg-type]


def _anyio(backend: str) -> Runner:
    pause = "import trio\nasync def pause():\n    await trio.sleep(0)\n"
    return Runner(
        f"anyio-{backend}",
        ini=("asyncio_mode = strict", "asyncio_default_fixture_loop_scope = function"),
        harness=pause if backend == "trio" else "",
        conftest=f"@pytest.fixture(scope='session')\ndef anyio_backend():\n    return {backend!r}\n",
        marks="pytestmark = pytest.mark.anyio",
        without=("hypothesispytest",),
    )


_STRICT = ("asyncio_mode = strict", "asyncio_default_fixture_loop_scope = function")
_UVLOOP_RUN = """
import uvloop
new_loop = uvloop.new_event_loop

def run(coroutine):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coroutine)
"""
_UVLOOP_HOOK = """
import uvloop

def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": uvloop.new_event_loop}
"""

FUNCTION_LOOP = _asyncio("auto", "function")
XDIST = _asyncio("auto", "function", name="xdist", flags=("-n", "2"))
UVLOOP_HOOK = _asyncio(
    "auto", "function", name="uvloop-asyncio", harness=_UVLOOP_RUN, conftest=_UVLOOP_HOOK, uvloop=True
)
UVLOOP_RUN = Runner("uvloop-runner", test=RUN, sync_test=_PLAIN, ini=_STRICT, harness=_UVLOOP_RUN, uvloop=True)
AUTO_SESSION_LOOP, STRICT_SESSION_LOOP = _asyncio("auto", "session"), _asyncio("strict", "session")
PYTEST_ASYNCIO = (
    FUNCTION_LOOP,
    _asyncio("strict", "function"),
    _asyncio("auto", "class"),
    _asyncio("strict", "module"),
    AUTO_SESSION_LOOP,
    STRICT_SESSION_LOOP,
)
ANYIO = _anyio("asyncio")
TRIO = _anyio("trio")
UNITTEST = Runner("unittest", test=_UNITTEST, nodeid="test_{name}.py::Test{title}::test_{name}", ini=_STRICT)
PLAIN = Runner("asyncio-run", test=RUN, sync_test=_PLAIN, ini=_STRICT, ending="; cancelled by asyncio.run()")

#: Runners of asyncio's own loops, all runners of asyncio, and those that can also run code without asyncio.
PURE_ASYNCIO = (*PYTEST_ASYNCIO, XDIST, ANYIO, UNITTEST, PLAIN)
ASYNCIO = (*PURE_ASYNCIO, UVLOOP_HOOK, UVLOOP_RUN)
ALL = (*ASYNCIO, TRIO)
#: Runners with coroutine functions as fixtures, and those where tests share the loop of session fixtures.
ASYNC_FIXTURES = (*PYTEST_ASYNCIO, XDIST, UVLOOP_HOOK, ANYIO)
SESSION_LOOPS = (AUTO_SESSION_LOOP, STRICT_SESSION_LOOP, ANYIO)


def without_xdist(runners: Sequence[Runner]) -> tuple[Runner, ...]:
    """Not in several processes: there, what ends with the session is told with any test that happens to be last."""
    return tuple(runner for runner in runners if runner is not XDIST)
