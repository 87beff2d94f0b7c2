"""Runs of programs that leave nothing: with the plugin on, they pass, and it says so in one line."""

from __future__ import annotations

import pytest

#: For programs whose tests are coroutines.
AUTO = ("-oasyncio_mode=auto",)


#: Python 3.14 calls event loop policies deprecated, and libraries still use them.
NO_POLICIES = "-Wignore:'asyncio.:DeprecationWarning"


def run(pytester: pytest.Pytester, *flags: str, **modules: str) -> pytest.RunResult:
    """A session with the plugin on, in the mode that fails, over ``modules`` and what is there already."""
    if modules:
        pytester.makepyfile(**modules)
    return pytester.runpytest_subprocess("--wshygiene", "-oasyncio_default_fixture_loop_scope=function", *flags)


def said(result: pytest.RunResult) -> list[str]:
    """What the plugin printed, without its header."""
    return [line for line in result.outlines if line.startswith("wshygiene: ")][1:]


def assert_silent(result: pytest.RunResult, **outcomes: int) -> None:
    """Nothing leaked, and only that was said. Unless ``outcomes`` say more, tests have passed or were skipped."""
    if outcomes:
        result.assert_outcomes(**outcomes)
    else:
        assert not result.parseoutcomes().keys() - {"passed", "skipped"}, result.stdout.str()
    lines = [line for line in said(result) if "not watched" not in line]
    assert len(lines) == 1, lines
    assert lines[0].startswith("wshygiene: no leaks, ")
    assert result.ret == pytest.ExitCode.OK
