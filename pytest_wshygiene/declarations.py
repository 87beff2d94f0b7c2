"""Registries that the user declares: in the ini file, by a hook, on a marker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from pytest_wshygiene.census.registries import Registries, Registry, declared
from pytest_wshygiene.options import terms_of
from pytest_wshygiene.settings import Terms


def declare_all(registries: Registries, session: pytest.Session, terms: Terms) -> None:
    """Watch everything that was declared; raises RegistryError for the first path that leads nowhere."""
    config = session.config
    place = f"wshygiene_registries (in {config.inipath.name})" if config.inipath else "wshygiene_registries"
    for path in terms.registries:
        registries.add(declared(path, place))
    for found in config.hook.pytest_wshygiene_registries(config=config):
        for registry in _from_hook(found):
            registries.add(registry)
    for item in session.items:
        for path in terms_of(item, terms).registries:
            registries.add(declared(path, f"@pytest.mark.wshygiene on {item.nodeid}: registries"))


def _from_hook(found: Any) -> list[Registry]:
    if isinstance(found, Mapping):
        return [Registry(name, partial(_same, thing)) for name, thing in found.items()]
    return [declared(path, "pytest_wshygiene_registries") for path in found]


def _same(thing: Any) -> Any:
    return thing
