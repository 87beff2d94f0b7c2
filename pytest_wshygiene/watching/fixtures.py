"""Fixtures of every scope as owners: each answers for what it makes from its set-up to its last finalizer."""

from __future__ import annotations

from collections.abc import Generator
from contextvars import Token
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pytest_wshygiene.census.places import Held
from pytest_wshygiene.ownership.accounts import CURRENT, Account
from pytest_wshygiene.settings.options import terms_of
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.watching.cases import Pending
from pytest_wshygiene.watching.owners import cleans_up, code_of, is_plumbing, owner_of_fixture, value_of
from pytest_wshygiene.watching.teardown_calls import closes_what_is_in, released_by_calls
from pytest_wshygiene.watching.teardowns import at_hand, puts_back
from pytest_wshygiene.watching.wider import Wider

if TYPE_CHECKING:
    from pytest_wshygiene.judging.inspector import Inspector
    from pytest_wshygiene.model import Leak


class JudgingWatch(Protocol):
    """What the accounts of fixtures need of the watch over the session."""

    terms: Terms

    def judge_before_wider_fixtures(self, item: pytest.Item, /) -> None: ...

    def recording(self, terms: Terms, /) -> Terms: ...

    def closed(self, account: Account, /) -> list[Leak]: ...


class FixtureAccounts:
    """Opens an account for each fixture, and puts what it has left into ``pending`` when it is gone."""

    def __init__(self, watch: JudgingWatch, inspector: Inspector, pending: list[Pending]) -> None:
        self._watch = watch
        self._inspector = inspector
        self._pending = pending
        self._open: dict[Any, Account] = {}
        self._resumed: dict[Account, tuple[Token[Account | None], Account | None]] = {}
        self._postponed: dict[Account, list[Account]] = {}
        self.wider = Wider(self._open, self._claimed)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
        """A fixture owns what its set-up makes; its own teardown is the first finalizer to run."""
        __tracebackhide__ = True
        if fixturedef.scope == "function" and isinstance(request.node, pytest.Item):
            self._watch.judge_before_wider_fixtures(request.node)
        terms = self._watch.recording(self._terms_for(fixturedef, request))
        owner = owner_of_fixture(fixturedef, request)
        account = self._inspector.open(owner, terms, value_of(fixturedef), is_plumbing(fixturedef))
        account.cleans_up = cleans_up(fixturedef)
        account.code = code_of(fixturedef)
        account.at_hand = partial(at_hand, fixturedef)
        account.closes_what_is_in = partial(closes_what_is_in, fixturedef)
        account.released_by_calls = partial(released_by_calls, fixturedef)
        account.puts_back = account.cleans_up and puts_back(fixturedef)
        self._open[fixturedef] = account
        is_wide = fixturedef.scope != "function" and not account.is_plumbing
        with self._inspector.running(account):
            try:
                return (yield)
            finally:
                fixturedef.addfinalizer(partial(self._resume, account))
                if is_wide:
                    self._search_again()

    def _resume(self, account: Account) -> None:
        """The fixture's teardown starts: its code is running again."""
        if not account.closed:
            self.wider.begin_teardown(account)
            self._resumed[account] = (CURRENT.set(account), self._inspector.switch(account))

    @pytest.hookimpl(trylast=True)
    def pytest_fixture_post_finalizer(self, fixturedef: Any) -> None:
        """The fixture is gone: judge it. What it leaked is told with the test that is being torn down."""
        account = self._open.pop(fixturedef, None)
        if account is None:
            return
        account.is_standing = False
        if fixturedef.scope != "function" and not account.is_plumbing:
            self._search_again()
        token, before = self._resumed.pop(account, (None, None))
        if token is not None:
            self._inspector.switch(before)
            CURRENT.reset(token)
        self._end(account)
        self._pending.extend(self.wider.end_teardown(account))
        for waiting in self._postponed.pop(account, ()):
            self._end(waiting)

    def _end(self, account: Account) -> None:
        """Judge it, or wait for a fixture of the same node whose teardown is still to come and may release the rest."""
        keeper = self._inspector.keeper(account)
        if keeper is not None:
            self._postponed.setdefault(keeper, []).append(account)
            return
        leaks = self._watch.closed(account)
        if leaks:
            self._pending.append((leaks, account.terms))

    def held(self) -> list[Held]:
        """The values of living fixtures of wider scopes, for as long as they live."""
        return [
            Held(f"fixture {definition.argname}", partial(_value, definition))
            for definition, account in self._open.items()
            if definition.scope != "function" and not account.is_plumbing
        ]

    def _claimed(self, account: Account, path: str) -> int:
        discovery = self._inspector.census.discovery
        return discovery.claimed(account, path) if discovery is not None else 0

    def _search_again(self) -> None:
        """A fixture's value has come, or goes."""
        if self._inspector.census.discovery is not None:
            self._inspector.census.discovery.search_again()

    def _terms_for(self, fixturedef: Any, request: Any) -> Terms:
        if fixturedef.scope == "function" and isinstance(request.node, pytest.Item):
            return terms_of(request.node, self._watch.terms)
        return self._watch.terms


def _value(definition: Any) -> Any:
    if definition.cached_result is None:
        raise KeyError(definition.argname)  # it has been torn down
    return definition.cached_result[0]
