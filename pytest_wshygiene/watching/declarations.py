"""What the user declares: registries in the ini file, by a hook or on a marker, and probes by a hook."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pytest

from pytest_wshygiene.census.registries import Registries, Registry, RegistryError, declared
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.base import Probe
from pytest_wshygiene.settings.options import place_of, terms_of
from pytest_wshygiene.settings.reading import Terms, parse_registry
from pytest_wshygiene.settings.wording import SettingsError
from wshygiene_checks.nearest import did_you_mean

# In an editable installation these are as first-party as the user's own.
_OURS = ("pytest_wshygiene", "wshygiene_checks", "wshygiene_reference")


def declare_all(registries: Registries, session: pytest.Session, terms: Terms) -> None:
    """Watch everything that was declared; raises RegistryError for the first path that leads nowhere."""
    config = session.config
    for path in terms.registries:
        registries.add(declared(path, place_of(config, "wshygiene_registries")))
    for found in config.hook.pytest_wshygiene_registries(config=config):
        for registry in _from_hook(found):
            registries.add(registry)
    for package in terms.discover:
        _check_package(package, place_of(config, "wshygiene_discover"))
    for item in session.items:
        for path in terms_of(item, terms).registries:
            registry = declared(path, f"@pytest.mark.wshygiene on {item.nodeid}: registries")
            registry.marked = True
            registries.add(registry)


def own_probes(config: pytest.Config) -> list[Probe]:
    """The probes that conftests and plugins give; raises pytest.UsageError for what is none."""
    probes: list[Probe] = []
    for found in config.hook.pytest_wshygiene_probes(config=config):
        for probe in found if isinstance(found, Iterable) else [found]:
            if not isinstance(probe, Probe) or not isinstance(getattr(probe, "kind", None), str):
                expected = "Return a list of objects of a subclass of pytest_wshygiene.probes.base.Probe with a kind."
                raise pytest.UsageError(f"pytest_wshygiene_probes returned {probe!r}. {expected}")
            probes.append(probe)
    return probes


def _check_package(name: str, place: str) -> None:
    """Raise RegistryError for a package that neither has been imported nor can be."""
    try:
        if name in sys.modules or importlib.util.find_spec(name) is not None:
            return
        reason = ""
    except Exception as error:  # the package that it would be in cannot be imported, or is none
        reason = f" ({error})"
    choices = _packages_beside(name)
    known = f" Packages there: {', '.join(choices[:12])}." if choices else ""
    raise RegistryError(f'{place} = "{name}" cannot be imported{reason}.{known}{did_you_mean(name, choices)}')


def _packages_beside(name: str) -> list[str]:
    """First-party modules that have been imported, and that lie in the same package as ``name`` would."""
    parent = name.rpartition(".")[0]
    found = []
    for known, module in sys.modules.copy().items():
        beside, _, last = known.rpartition(".")
        file = getattr(module, "__file__", None)
        if beside != parent or last.startswith(("test_", "conftest", "_")) or last.endswith("_test"):
            continue
        if isinstance(file, str) and is_first_party(file) and known not in _OURS:
            found.append(known)
    return sorted(found)


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
