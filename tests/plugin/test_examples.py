"""Leaks made in examples of hypothesis: one leak with a count, and the first example that made it (row A21)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TESTS = """
import asyncio, socket, unittest
from hypothesis import HealthCheck, given, settings, strategies as st

KEPT = []
unhurried = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
few = settings(max_examples=6, derandomize=True, database=None, **unhurried)

class Hostile:
    def __repr__(self):
        raise RuntimeError("repr")

@few
@given(name=st.text(max_size=3), number=st.integers())
def test_plain(name, number):
    KEPT.append(socket.socket())

@few
@given(number=st.integers(0, 10))
def test_loop(number):
    async def main():
        KEPT.append(asyncio.create_task(asyncio.sleep(50)))
    asyncio.run(main())

@few
@given(number=st.integers(0, 10))
async def test_coroutine(number):
    KEPT.append(asyncio.create_task(asyncio.sleep(50)))

@few
@given(number=st.integers(0, 10), thing=st.builds(Hostile))
def test_some(number, thing):
    if number > 5:
        KEPT.append(socket.socket())

class TestMethods(unittest.TestCase):
    @few
    @given(flag=st.booleans())
    def test_it(self, flag):
        KEPT.append(socket.socket())

@few
@given(number=st.integers(0, 10))
def test_clean(number):
    socket.socket().close()
"""


@pytest.fixture(scope="module")
def leaks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("examples")
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--wshygiene"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "--wshygiene-report=json:out.json"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "6 passed, 5 errors" in done.stdout, done.stdout
    found = json.loads((folder / "out.json").read_text())["leaks"]
    return {leak["owner"]["nodeid"].rpartition("::")[2]: leak for leak in found}


@pytest.mark.parametrize(
    ("test", "kind", "made"),
    [
        ("test_plain", "socket", "made in example test_plain(name='', number=0)"),
        ("test_loop", "task", "made in example test_loop(number=0)"),
        ("test_coroutine", "task", "made in example test_coroutine(number=0)"),
        ("test_it", "socket", "made in example test_it(flag=False)"),
    ],
)
def test_a21_leak_of_every_example(leaks: dict[str, dict[str, object]], test: str, kind: str, made: str) -> None:
    leak = leaks[test]
    assert (leak["kind"], leak["verdict"]) == (kind, "fail")
    assert str(leak["state"]).endswith(f"; {made}")
    assert leak["count"] == {"test_it": 2}.get(test, 6)


def test_a21_leak_of_some_examples(leaks: dict[str, dict[str, object]]) -> None:
    leak = leaks["test_some"]
    assert leak["kind"] == "socket"
    assert 0 < int(str(leak["count"])) < 6
    assert ", thing=<Hostile>)" in str(leak["state"])


def test_clean_examples_are_clean(leaks: dict[str, dict[str, object]]) -> None:
    assert set(leaks) == {"test_plain", "test_loop", "test_coroutine", "test_some", "test_it"}
