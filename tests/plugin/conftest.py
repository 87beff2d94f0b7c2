"""What the tests of the plugin need of the process that they run in, and of the runs of pytest that they start."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

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
