"""A suite over an application whose containers nobody has declared, and what is told of their growth."""

from __future__ import annotations

import json

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

INI = """
[pytest]
pythonpath = .
asyncio_default_fixture_loop_scope = function
wshygiene_mode = fail
wshygiene_settle = 0.05
wshygiene_discover = app
"""
APP = """
import itertools

HISTORY = []
CLIENTS = {}
CACHE = {}
_ids = itertools.count()

def say(text="hello"):
    HISTORY.append(text)

def register():
    CLIENTS[next(_ids)] = "ann"

def look(key):
    CACHE.setdefault(key, key)
"""
PRELUDE = "import app, pytest\n"


def run(pytester: pytest.Pytester, tests: str, *flags: str, app: str = APP, ini: str = "") -> pytest.RunResult:
    """A run of tests that use the application as ``app``, with a JSON report."""
    pytester.makeini(INI + ini)
    pytester.makepyfile(app=app, test_it=PRELUDE + tests)
    return pytester.runpytest_subprocess("--wshygiene-report=json:leaks.json", *flags)


def leaks(pytester: pytest.Pytester) -> list[Leak]:
    """What that report has."""
    return [from_dict(leak) for leak in json.loads((pytester.path / "leaks.json").read_text())["leaks"]]


def found(pytester: pytest.Pytester) -> list[tuple[str, str, str, str]]:
    """Test, container, verdict and confirmation of each leak."""
    return [(leak.owner.nodeid[12:], leak.subject, leak.verdict, leak.confirmed) for leak in leaks(pytester)]


def unconfirmed(pytester: pytest.Pytester, tests: str, *flags: str, app: str = APP) -> str:
    """The reason why the one growth of these tests, which all pass, is not reported as a leak."""
    result = run(pytester, tests, *flags, app=app)
    assert result.ret == pytest.ExitCode.OK
    [leak] = leaks(pytester)
    assert (leak.verdict, leak.confirmed) == ("unconfirmed", "")
    assert result.stdout.str().count("1 unconfirmed") == 1
    return leak.reason
