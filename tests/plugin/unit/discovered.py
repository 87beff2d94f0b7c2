"""A program whose containers are to be discovered, and what is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.census.discovery import Plan


@pytest.fixture
def program() -> Iterator[Any]:
    """An imported package of one module; its classes are first-party because the package is named."""
    module = ModuleType("discovered_app")
    sys.modules["discovered_app"] = module
    yield module
    del sys.modules["discovered_app"]


def of_app(name: str = "Thing", **attributes: Any) -> type:
    """A class as if it were written in the application."""
    return type(name, (), {"__module__": "discovered_app", **attributes})


def paths() -> list[str]:
    """Where containers of the program are found, from its module on."""
    return [path.removeprefix("discovered_app.") for path in Plan(("discovered_app",)).paths]
