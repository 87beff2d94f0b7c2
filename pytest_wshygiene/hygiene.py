"""What the ``wshygiene`` fixture gives to a test."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.census.registries import Registry
from pytest_wshygiene.model import Leak
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.references.following import attributes
from pytest_wshygiene.report import text
from pytest_wshygiene.settings.filters import parse_ignore
from pytest_wshygiene.settings.wording import SettingsError, an

if TYPE_CHECKING:
    from pytest_wshygiene.judging.inspector import Inspector
    from pytest_wshygiene.watching.session import SessionWatch


class Hygiene:
    """The running test's own view of its account."""

    def __init__(self, watch: SessionWatch, item: pytest.Item) -> None:
        self._watch = watch
        self._item = item

    def watch(self, name: str, container: Any) -> None:
        """Fail this test if it leaves ``container`` larger than it is now.

        ``container`` is a dict, set, list or deque, a pyee emitter, a blinker signal, or a function that returns a
        number. ``name`` is what the report calls it. Raises TypeError for anything else.
        """
        if not isinstance(name, str):
            raise TypeError(f"name is of type {type(name).__name__}. Give a name for reports, and then the container.")
        parent, attribute = _home(container)
        # not a closure: its cell would be one more reference to the container, which then could not be replaced
        find = partial(getattr, parent, attribute) if attribute else partial(_same, container)
        try:
            registry = Registry(name, find, parent, attribute)
        except TypeError as error:
            raise TypeError(f'"{name}" is of type {type(container).__name__}. {error}') from error
        self._watch.watch_for_now(registry, self._account)

    def ignore(self, pattern: str, *, reason: str) -> None:
        """Leave leaks of this test alone that match ``FIELD=PATTERN ...``, as in the ini key ``wshygiene_ignore``.

        ``reason`` says why that is all right; ``; until=YYYY-MM-DD`` at its end, up to which day.
        """
        account = self._account
        try:
            added = parse_ignore(pattern, "wshygiene.ignore()", reason)
        except SettingsError as error:
            raise ValueError(str(error)) from None
        account.terms = replace(account.terms, ignores=(*account.terms.ignores, added))

    def snapshot(self) -> Mapping[str, int]:
        """How many resources of each kind this test has open right now."""
        return Counter(suspect.record.kind for suspect in self._inspector.suspects(self._account))

    def leaks(self) -> tuple[Leak, ...]:
        """What would be reported if the test ended here, without giving anything time to finish."""
        return tuple(self._inspector.look(self._account))

    def assert_released(self, resource: object) -> None:
        """Fail unless ``resource`` (a socket, connection, task, timer ...) has been released.

        Raises ValueError for an object that was never recorded: whether it is released cannot be told.
        """
        released = self._inspector.is_released(resource)
        if released is None:
            name = type(resource).__qualname__
            raise ValueError(f"{an(name)} that was never recorded: it cannot be told if it is released")
        if not released:
            leaks = self._inspector.look_at(resource)
            pytest.fail(text.paragraphs(leaks) or f"{type(resource).__qualname__} is still open", pytrace=False)

    @property
    def _account(self) -> Account:
        account = self._watch.account_of(self._item)
        if account is None:
            raise RuntimeError("the wshygiene fixture works only while its test is running")
        return account

    @property
    def _inspector(self) -> Inspector:
        assert self._watch.inspector is not None
        return self._watch.inspector


def _same(thing: Any) -> Any:
    return thing


def _home(container: Any) -> tuple[Any, str]:
    """The one object whose attribute ``container`` is, and the name; (None, "") where there are more, or none."""
    holders = [holder for holder in gc.get_referrers(container) if type(holder).__name__ != "frame"]
    if len(holders) != 1:
        return None, ""
    holder = holders[0]
    if type(holder) is dict:
        owners = [owner for owner in gc.get_referrers(holder) if attributes(owner) is holder]
        if len(owners) != 1:
            return None, ""
        holder = owners[0]
    if type(holder) is not ModuleType and not attributes(holder):
        return None, ""
    for name, value in attributes(holder).items():  # not a generator: its cell would be a reference to the container
        if value is container:
            return holder, name
    return None, ""
