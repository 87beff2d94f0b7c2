"""Registries that the user declares: in the ini file, by a hook, on a marker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pytest

from pytest_wshygiene.census.registries import Registries, Registry, RegistryError, declared
from pytest_wshygiene.options import terms_of
from pytest_wshygiene.settings import SettingsError, Terms, parse_registry


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
            registry = declared(path, f"@pytest.mark.wshygiene on {item.nodeid}: registries")
            registry.marked = True
            registries.add(registry)


def _from_hook(found: Any) -> list[Registry]:
    place = "pytest_wshygiene_registries"
    if isinstance(found, Mapping):
        return [_named(name, thing, place) for name, thing in found.items()]
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise RegistryError(f"{place} returned {found!r}. Return paths, or a mapping of names to objects.")
    try:
        return [declared(parse_registry(path, place), place) for path in found]
    except SettingsError as error:
        raise RegistryError(str(error)) from error


def _named(name: str, thing: Any, place: str) -> Registry:
    try:
        return Registry(name, partial(_same, thing))
    except TypeError as error:
        raise RegistryError(f'{place}: "{name}" is of type {type(thing).__name__}. {error}') from error


def _same(thing: Any) -> Any:
    return thing
