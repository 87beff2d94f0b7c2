"""What the tests of the plugin need of the process that they run in, and of the runs of pytest that they start."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from .blocks import kept, patches_undone

__all__ = ["installed", "kept", "patches_undone"]

# A shell starts its background jobs with SIGINT ignored, and their children inherit that; the tests that interrupt an
# inner run would interrupt nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

#: Options of inner runs. These two plugins import hypothesis, anyio and trio, and more than double the start of pytest,
#: of which there are a thousand. A run that needs one says so: ``-p anyio``.
LEAN = "-p no:hypothesispytest -p no:anyio"


@pytest.fixture(scope="package", autouse=True)
def _lean_runs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", LEAN)
        yield


@pytest.fixture(autouse=True)
def _lean_runs_of_pytester(request: pytest.FixtureRequest, _lean_runs: None) -> Iterator[None]:
    if "pytester" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("pytester")  # which takes the options away that the outer run was given
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", LEAN)
        yield


#: Takes modules by name, and gives the function that runs tests which use them.
Installed = Callable[..., Callable[[str], pytest.RunResult]]


@pytest.fixture
def installed(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Install modules as libraries; the returned function runs tests that use them."""

    def install(**modules: str) -> Callable[[str], pytest.RunResult]:
        folder = pytester.mkdir("site-packages")
        for name, source in modules.items():
            (folder / f"{name}.py").write_text(source)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
        return run

    def run(tests: str) -> pytest.RunResult:
        pytester.makepyfile(tests)
        return pytester.runpytest_subprocess("--wshygiene", "-q", "-o", "wshygiene_settle=0.1")

    return install
