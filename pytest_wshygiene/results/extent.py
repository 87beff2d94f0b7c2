"""Which part of the suite a run has seen to the end: only that part can tell that something no longer leaks."""

from __future__ import annotations

from typing import Any

import pytest

#: What decides what is judged at all: a run that overrides one of these for once says nothing about the usual one.
_OVERRIDES = ("wshygiene_mode", "wshygiene_kinds", "wshygiene_settle", "wshygiene_registries", "wshygiene_discover")
_ATTRIBUTE = "wshygiene_left_out"


def function_of(nodeid: str) -> str:
    """The node id without parameters, and without the group that xdist adds."""
    path, separator, name = nodeid.partition("::")
    return path + separator + name.partition("[")[0].partition("@")[0]


class Extent:
    """A plugin that watches what is collected, left out, skipped and stopped, here and in xdist's workers.

    ``is_whole`` is false where only marked tests are judged.
    """

    def __init__(self, config: pytest.Config, is_whole: bool) -> None:
        self._config = config
        self._is_whole = is_whole
        self._collected: set[str] = set()
        self._left_out: set[str] = set()
        self._skipped: set[str] = set()
        self._failed: set[str] = set()
        self._files: set[str] = set()
        self._is_broken_off = False
        self._is_empty = False
        #: False for a run that was interrupted, or could not begin; one that has stopped at a failure is finished.
        self.is_finished = True

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """A test that there is, whether or not it will be run."""
        self._collected.add(item.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected, or that skips itself, has tests that nobody sees."""
        if not report.passed:
            self._left_out.add(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is gone from the list by now has been deselected, by an option or by another plugin."""
        kept = {item.nodeid for item in session.items}
        self._left_out |= {function_of(nodeid) for nodeid in self._collected if nodeid not in kept}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that was skipped or has failed may have stopped before it leaks."""
        self._files.add(report.nodeid.partition("::")[0])
        if report.skipped and (report.when == "setup" or not hasattr(report, "wasxfail")):
            self._skipped.add(function_of(report.nodeid))
        elif report.failed and report.when != "teardown":
            self._failed.add(function_of(report.nodeid))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Any:
        """A run that was broken off has not seen what would have come; a worker sends home what it left out."""
        self.is_finished = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        self._is_empty = exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
        self._is_broken_off |= not self.is_finished or bool(session.shouldfail or session.shouldstop)
        if hasattr(self._config, "workerinput"):
            self._config.workeroutput[_ATTRIBUTE] = sorted(self._left_out)  # type: ignore[attr-defined]
        return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """The same from a worker; one that cannot tell any more has crashed."""
        output = getattr(node, "workeroutput", None)
        if output is None:
            self._is_broken_off = True
        else:
            self._left_out |= set(output.get(_ATTRIBUTE, ()))

    @property
    def is_broken_off(self) -> bool:
        """True for a run that has stopped before its end, for whatever reason."""
        return self._is_broken_off and not self._is_empty

    def has_seen(self, owner: str) -> bool:
        """True when ``owner`` was judged in full, or is no more.

        ``owner`` is a test function's node id, or for fixtures of wider scopes the node of their scope; "" is all.
        """
        if self._is_broken_off or self._is_unusual():
            return False
        path, is_test, _ = owner.partition("::")
        # A suite in which something is always skipped must not wait for ever for what its wider fixtures have left.
        missed = self._left_out | self._failed | (self._skipped if is_test else set())
        if any(_is_within(owner, name) or _is_within(name, owner) for name in missed):
            return False
        place = self._config.rootpath / path
        if not path or place.is_dir():
            return self._is_everything()
        return path in self._files or not place.exists()

    def _is_everything(self) -> bool:
        """True where nothing was named, or all that is run when nothing is."""
        if self._config.args_source is not pytest.Config.ArgsSource.ARGS:
            return True
        root, here = self._config.rootpath, self._config.invocation_params.dir
        usual = {(root / path).resolve() for path in self._config.getini("testpaths") or ["."]}
        return usual <= {(here / argument).resolve() for argument in self._config.args}

    def _is_unusual(self) -> bool:
        """True for a run of single tests, and for one with other settings than usual."""
        overridden = {text.partition("=")[0] for text in self._config.getoption("override_ini") or ()}
        single = any("::" in argument for argument in self._config.args)
        return single or not self._is_whole or not overridden.isdisjoint(_OVERRIDES)


def _is_within(name: str, outer: str) -> bool:
    return outer in ("", ".", name) or name.startswith((f"{outer}::", f"{outer}/"))
