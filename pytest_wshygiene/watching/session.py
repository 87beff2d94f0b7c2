"""The plugin while it is on: pytest's phases become owners, and what they leave behind becomes outcomes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.census.registries import Registry, RegistryError
from pytest_wshygiene.judging.inspector import Inspector
from pytest_wshygiene.model import KINDS, Leak
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.references.following import add_dead_ends
from pytest_wshygiene.report import text
from pytest_wshygiene.results.found import Results
from pytest_wshygiene.settings.keys import EARLY
from pytest_wshygiene.settings.options import terms_of
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.watching.bench import Bench
from pytest_wshygiene.watching.cases import Pending
from pytest_wshygiene.watching.confirming import Confirmation
from pytest_wshygiene.watching.crashes import CrashReporter
from pytest_wshygiene.watching.declarations import declare_all, own_probes
from pytest_wshygiene.watching.examples import naming_examples
from pytest_wshygiene.watching.fixtures import FixtureAccounts
from pytest_wshygiene.watching.owners import code_of_test, enter_unittest, owner_of_test
from pytest_wshygiene.watching.reruns import BY_HAND, TIMEOUT
from pytest_wshygiene.watching.teardowns import finalizers_by_hand

if TYPE_CHECKING:
    from pytest_wshygiene.settings.options import Asked

_ACCOUNT = pytest.StashKey[Account]()
_FAILED = pytest.StashKey[bool]()
_ENDING = pytest.StashKey[bool]()
_NEXT = pytest.StashKey[pytest.Item | None]()
_LEAKS = pytest.StashKey[tuple[list[Leak], bool]]()
_GROWN = pytest.StashKey[dict[str, Leak]]()


class SessionWatch:
    """Opens an account for every test and fixture, and fails the test whose account does not balance."""

    def __init__(self, config: pytest.Config, asked: Asked) -> None:
        self.config = config
        self.terms = asked.terms
        self.crashes = CrashReporter(config)
        self.results = Results(config, asked)
        self._bench = Bench(config, asked, self.results, self.crashes)
        self._pending: list[Pending] = []
        self._temporary: list[str] = []
        self.is_controller = _runs_elsewhere(config)
        self.inspector: Inspector | None = None
        self._blind_at_start: dict[str, str] = {}
        self._own_kinds: frozenset[str] = frozenset()
        if not self.is_controller:
            self.inspector = self._inspector(config)
            self._blind_at_start = self.inspector.blind
            self.fixtures = FixtureAccounts(self, self.inspector, self._pending)
            self._confirmation = Confirmation(self.inspector, self._pending, self.fixtures.wider)

    def _inspector(self, config: pytest.Config) -> Inspector:
        add_dead_ends(pytest.FixtureRequest, pytest.Item, pytest.Collector, pytest.Config, pytest.PytestPluginManager)
        more = own_probes(config)
        self._own_kinds = frozenset(probe.kind for probe in more)
        kinds = frozenset(KINDS) | self._own_kinds
        graphs, early = bool(self._bench.graphs), config.stash.get(EARLY, None)
        return Inspector(kinds, str(config.rootpath), self.crashes.probe_failed, graphs, more, early)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def header(self) -> list[str]:
        """The lines under pytest's own header."""
        terms = self.terms
        blind = self.inspector.blind if self.inspector is not None else {}
        unnamed = "registry" in terms.kinds and not terms.discover and not terms.registries
        return text.header(terms.mode, terms.settle, len(terms.kinds & frozenset(KINDS)), len(KINDS), blind, unnamed)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What did not become a test's failure, and the count."""
        self.results.summarise(terminalreporter)

    # -- before the first test -------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now that the program is imported, its registries can be found."""
        if self.inspector is None:
            return
        self.inspector.await_finalizers(partial(finalizers_by_hand, session))
        try:
            declare_all(self.inspector.census.registries, session, self.terms)
        except RegistryError as error:
            raise pytest.UsageError(str(error)) from error
        if self.terms.discover:
            self.inspector.census.discover(self.terms.discover, self.fixtures.held)

    def pytest_report_collectionfinish(self) -> list[str]:
        """Say what cannot be watched, now that it is known what the program uses."""
        if self.inspector is None or self.terms.mode == "off":
            return []
        blind = self.inspector.blind
        return [] if blind == self._blind_at_start else text.blindness(blind)

    # -- tests -----------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """The test's account begins with its set-up; fixtures have their own."""
        __tracebackhide__ = True
        if self.inspector is None:
            return (yield)
        self._blame_nobody()
        terms = terms_of(item, self.terms)
        item.stash[_FAILED] = False
        item.stash[_ENDING] = False
        account = item.stash[_ACCOUNT] = self.inspector.open(owner_of_test(item), self.recording(terms))
        with self.inspector.running(account):
            account.code = self.crashes.guard(partial(code_of_test, item), None)  # it may make the method's object
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """The test itself."""
        __tracebackhide__ = True
        if self.inspector is None or _ACCOUNT not in item.stash:
            return (yield)
        self.judge_before_wider_fixtures(item)
        enter_unittest(item, item.stash[_ACCOUNT])
        with self.inspector.running(item.stash[_ACCOUNT]), naming_examples(item):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
        """After the last finalizer: judge, and fail what leaked unless something else has failed already."""
        __tracebackhide__ = True
        if self.inspector is None or _ACCOUNT not in item.stash:
            return (yield)
        account = item.stash[_ACCOUNT]
        with self.inspector.running(account), self._confirmation.holding(item, lambda: item.stash[_FAILED]):
            try:
                result = yield
            except BY_HAND:
                raise
            except BaseException:
                item.stash[_FAILED] = True
                if not self._confirmation.is_rerun:
                    self._finish(item)
                raise
        if not self._confirmation.is_held(item) and not self._confirmation.is_rerun:
            self._fail_for_leaks(item)
        item.stash[_NEXT] = nextitem
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Remember failures, and send the leaks along with the teardown report, as plain data."""
        if self.inspector is not None and call.when == "teardown" and self._confirmation.is_held(item):
            call.excinfo = self._second_look(item)
        report = yield
        if report.when != "teardown":
            if report.failed or hasattr(report, "wasxfail"):
                item.stash[_FAILED] = True
        elif _LEAKS in item.stash:
            self.results.attach(report, *item.stash[_LEAKS])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what came along, also from another process."""
        if report.when == "call" and self.inspector is not None:
            self._confirmation.lasted = report.duration
        self.results.collect(report)

    def judge_before_wider_fixtures(self, item: pytest.Item) -> None:
        """Judge a running test when its own finalizers are through.

        The teardown of the last test also ends wider fixtures: a server that closes would hide that nobody else did.
        Finalizers run in reverse order, so this must be there before those of the function's fixtures.
        """
        if _ACCOUNT in item.stash and not item.stash[_ENDING]:
            item.stash[_ENDING] = True
            item.addfinalizer(partial(self._close_test, item))

    def _close_test(self, item: pytest.Item) -> None:
        assert self.inspector is not None
        account = item.stash[_ACCOUNT]
        if account.closed:
            return
        self._pending.append((self.closed(account), account.terms))
        for name in self._temporary:
            self.inspector.census.registries.remove(name)
        self._temporary.clear()

    def _second_look(self, item: pytest.Item) -> pytest.ExceptionInfo[BaseException] | None:
        """Run a test again that is in doubt, then judge it; returns what its teardown report has to tell."""
        before = item.stash[_ACCOUNT]
        excinfo = self._confirmation.confirm(item, item.stash[_NEXT])
        item.stash[_ACCOUNT], item.stash[_FAILED] = before, excinfo is not None
        judged = pytest.CallInfo.from_call(partial(self._fail_for_leaks, item), "teardown", reraise=BY_HAND)
        return excinfo or judged.excinfo

    def _fail_for_leaks(self, item: pytest.Item) -> None:
        failing = self._finish(item)
        if failing:
            pytest.fail(text.paragraphs(failing), pytrace=False)

    def _finish(self, item: pytest.Item) -> list[Leak]:
        """Give verdicts on all that has ended with this test; returns the leaks that fail it."""
        self._close_test(item)
        terms = item.stash[_ACCOUNT].terms
        del item.stash[_ACCOUNT]
        pending = list(self._pending)
        self._pending.clear()
        leaks = [leak for each, their in pending for leak in self._judged(each, their, item)]
        leaks += [leak for leak in item.stash.get(_GROWN, {}).values() if leak.verdict in ("baseline", "ignored")]
        self._draw()
        judged = terms.mode != "off" and self.inspector is not None and self.inspector.is_home
        if judged and not item.stash[_FAILED]:
            self.results.filters.update(terms.ignores)
        if judged or leaks:
            item.stash[_LEAKS] = (leaks, judged)
        return [leak for leak in leaks if leak.verdict == "fail"]

    def closed(self, account: Account) -> list[Leak]:
        """What an account whose owner is gone has left."""
        assert self.inspector is not None
        nothing: list[Leak] = []
        return self.crashes.guard(partial(self.inspector.close, account), nothing)

    def _judged(self, leaks: list[Leak], terms: Terms, item: pytest.Item | None) -> list[Leak]:
        failed = item.nodeid if item is not None and item.stash[_FAILED] else None
        return self._bench.judged(
            [self._confirmation.explained(leak, item, failed) for leak in leaks], terms, item, failed
        )

    def recording(self, terms: Terms) -> Terms:
        """Owners that are not judged are not recorded either, but what they make is not the test's."""
        kinds = terms.kinds | self._own_kinds if terms.mode != "off" else frozenset()
        return terms if kinds == terms.kinds else replace(terms, kinds=kinds)

    # -- the end ---------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Fixtures that were torn down only now, and the reports; trylast is before the terminal's own summary."""
        try:
            try:
                return (yield)
            finally:
                if self.inspector is not None:
                    self._pending += self.crashes.guard(self.inspector.latecomers, [])
                self._blame_nobody()
        finally:
            if self.results.end() and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of xdist has ended; what it found after its last test comes with it."""
        self.results.collect_worker(node)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> None:
        """pytest-timeout gives a test its time; a second run gets as much."""
        if self.inspector is not None:
            item.stash[TIMEOUT] = settings

    def pytest_unconfigure(self) -> None:
        """Give back everything that was patched."""
        if self.inspector is not None:
            self.inspector.shutdown()

    def _blame_nobody(self) -> None:
        """Leaks of wider fixtures that ended outside of a test's teardown are the session's."""
        for leaks, terms in self._pending:
            self.results.add_late(self._judged(leaks, terms, None))
        self._pending.clear()
        self._draw()

    def _draw(self) -> None:
        if self.inspector is not None:
            self._bench.draw(self.inspector.evidence.chains)

    # -- for the fixtures ------------------------------------------------------------------------------------------

    def account_of(self, item: pytest.Item) -> Account | None:
        """The account of a running test."""
        return item.stash.get(_ACCOUNT, None)

    def growth_judged(self, item: pytest.Item, leaks: list[Leak]) -> list[Leak]:
        """Verdicts on what the churns of a running test have seen growing.

        What fails is told by the churn; the rest goes with the leaks of the test. A test that is run again is given
        the verdicts of before: one growth counts once.
        """
        known = item.stash.setdefault(_GROWN, {})
        for leak in leaks:
            if leak.fingerprint not in known:
                [known[leak.fingerprint]] = self._bench.judged([leak], item.stash[_ACCOUNT].terms, item, None)
        return [known[leak.fingerprint] for leak in leaks]

    def watch_for_now(self, registry: Registry, account: Account) -> None:
        """Watch a container until the running test has been judged."""
        assert self.inspector is not None
        added = self.inspector.census.registries.add(registry)
        added.windows.begin(account)
        if added is registry:
            self._temporary.append(registry.name)


def _runs_elsewhere(config: pytest.Config) -> bool:
    """True in xdist's controller: its workers run the tests, and each of them has its own watch."""
    return config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
