"""Clean programs whose resources outlive a test, or end a little late: rows B1 to B11 of the situations.

Each row is one suite of real programs, a file of the folder ``lifetimes``, which must be silent under pytest-asyncio
and anyio. Coroutines called ``clean_*`` also run in an ``IsolatedAsyncioTestCase``, under ``asyncio.run`` and on
uvloop. One more session for each further runner takes all rows together.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "lifetimes"
#: The programs, by the first word of the file's name.
ROWS = {path.stem.partition("_")[0]: path.read_text() for path in sorted(HERE.glob("b*.py"))}
EVERYWHERE = (HERE / "everywhere.py").read_text()
#: What the programs import.
MODULES = {name: (HERE / f"{name}.py").read_text() for name in ("chat", "plugged", "late_plugin", "state")}

BACKEND = """
import pytest

@pytest.fixture(scope="session", params=[("asyncio", {"use_uvloop": %s})], ids=["asyncio"])
def anyio_backend(request):
    return request.param
"""

UVLOOP = """
import pytest, uvloop

@pytest.fixture(scope="session")
def event_loop_policy():
    return uvloop.EventLoopPolicy()
"""

#: What a conftest and the command line need for each runner.
AUTO = (
    "-oasyncio_mode=auto",
    "-oasyncio_default_fixture_loop_scope=session",
    "-oasyncio_default_test_loop_scope=session",
)
STRICT = ("-oasyncio_mode=strict", "-oasyncio_default_fixture_loop_scope=session")
ANYIO = ("-p", "anyio", "-p", "no:asyncio", "-oanyio_mode=auto")
RUNNERS = {
    "asyncio-auto": ("", AUTO),
    "asyncio-strict": ("", STRICT),
    "asyncio-uvloop": (UVLOOP, (*AUTO, "-Wignore::pytest.PytestDeprecationWarning")),
    "anyio": (BACKEND % False, ANYIO),
    "anyio-uvloop": (BACKEND % True, ANYIO),
    "xdist": ("", (*AUTO, "-n2", "--dist=loadfile")),  # the tests of a row count on each other
}


#: Python 3.14 calls event loop policies deprecated, and libraries still use them.
NO_POLICIES = "-Wignore:'asyncio.:DeprecationWarning"


def run_rows(pytester: pytest.Pytester, runner: str, *rows: str) -> pytest.RunResult:
    """One session of ``rows`` with the plugin on."""
    conftest, flags = RUNNERS[runner]
    programs = {f"test_{row}": suite(row) for row in rows}
    if runner == "asyncio-strict":
        programs = {name: strict(program) for name, program in programs.items()}
    pytester.makepyfile(conftest=conftest, **MODULES, **programs)
    return pytester.runpytest_subprocess("--wshygiene", "-q", NO_POLICIES, *flags)


def suite(row: str) -> str:
    """A row's test module."""
    return ROWS[row] + (EVERYWHERE if "\nasync def clean_" in ROWS[row] else "")


def strict(program: str) -> str:
    """The same program, with the marks that the strict mode of pytest-asyncio wants."""
    program = re.sub(r"(@pytest\.)(fixture.*\nasync def)", r"@pytest_asyncio.\2", program)
    mark = r"\1@pytest.mark.asyncio(loop_scope='session')\n\1async def test_"
    program = re.sub(r"(?m)^( *)async def test_(?!as_a)", mark, program)
    program = program.replace("async def test_as_a", "@pytest.mark.asyncio\nasync def test_as_a")
    return program.replace("import pytest\n", "import pytest, pytest_asyncio\n", 1)


def assert_silent(result: pytest.RunResult) -> None:
    """Everything passed, and nothing was said but the one closing line."""
    outcomes = result.parseoutcomes()
    said = [line for line in result.outlines if line.startswith("wshygiene:") and "not watched" not in line]
    assert not outcomes.keys() - {"passed", "subtests"}, result.stdout.str()
    assert len(said) == 1, said
    assert said[0].startswith("wshygiene: no leaks, ")
    assert result.ret == 0


class TestRow:
    """Each by itself, so that no row hides what another one says."""

    def test_b01_fixtures_that_close_after_the_test(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b01"))

    def test_b02_wider_fixtures_first_used_by_any_test(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b02"))

    def test_b03_closed_connections_finish_on_later_turns(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b03"))

    def test_b04_pool_threads_live_on(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b04"))

    def test_b05_timers_of_finished_waits(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b05"))

    def test_b06_pools_and_lazy_clients_of_wider_fixtures(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b06"))

    def test_b07_heartbeats_of_wider_fixtures(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b07"))

    def test_b08_handlers_registered_at_import(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b08"))

    def test_b10_globals_replaced_and_put_back(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b10"))

    def test_b11_tests_interleaved_in_one_loop(self, pytester: pytest.Pytester) -> None:
        assert_silent(run_rows(pytester, "asyncio-auto", "b11"))


@pytest.mark.parametrize("runner", ["asyncio-strict", "asyncio-uvloop", "anyio", "anyio-uvloop", "xdist"])
def test_all_rows_in_one_session(pytester: pytest.Pytester, runner: str) -> None:
    assert_silent(run_rows(pytester, runner, *ROWS))
