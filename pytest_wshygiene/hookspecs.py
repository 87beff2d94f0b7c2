"""Hooks that a conftest or another plugin may implement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_wshygiene.model import Leak
    from pytest_wshygiene.probes.base import Probe


@pytest.hookspec
def pytest_wshygiene_probes(config: pytest.Config) -> Iterable[Probe]:
    """Probes for further kinds of resources; they are installed after the standard ones, in each process."""
    raise NotImplementedError


@pytest.hookspec
def pytest_wshygiene_registries(config: pytest.Config) -> Iterable[str] | Mapping[str, Any]:
    """Containers, emitters or counting functions to watch: paths as in the ini key, or a mapping of name to object."""
    raise NotImplementedError


@pytest.hookspec(firstresult=True)
def pytest_wshygiene_leak(leak: Leak, item: pytest.Item | None) -> str | None:
    """Decide about one leak: "ignore", "warn", "fail", or None to leave it to the others.

    Asked about each leak that no filter leaves alone, before the baseline is; the first answer counts. ``item`` is the
    test at whose teardown it came up, which for the leak of a wider fixture is not its owner; None at the end of the
    session. Any other answer ends the run with an error; a hook that raises is warned about, and has no say.
    """
