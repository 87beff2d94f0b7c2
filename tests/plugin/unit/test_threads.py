"""Code in a thread runs for whoever started the thread, whatever context the thread was given."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.judging.inspector import Inspector
from pytest_wshygiene.model import KINDS, Owner
from pytest_wshygiene.ownership.accounts import CURRENT, Account
from pytest_wshygiene.settings.reading import Terms

WORD: ContextVar[str] = ContextVar("word")


@contextmanager
def running() -> Iterator[Account]:
    """The account of an owner whose code is running: in here, whatever the plugin itself makes of the test around."""
    crashes: list[Any] = []
    inspector = Inspector(frozenset(KINDS), "/", lambda *crash: crashes.append(crash))
    account = inspector.open(Owner("test", "test"), Terms(mode="fail"))
    with inspector.running(account):
        yield account
    inspector.shutdown()
    assert crashes == []


def run(**options: Any) -> Account | None:
    """Who is running in a new thread."""
    seen: list[Account | None] = []
    thread = threading.Thread(target=lambda: seen.append(CURRENT.get()), **options)
    thread.start()
    thread.join()
    return seen[0]


def test_a_thread_runs_for_who_started_it() -> None:
    with running() as account:
        assert run() is account


def test_a_thread_started_by_a_thread() -> None:
    with running() as account:
        seen: list[Account | None] = []
        thread = threading.Thread(target=lambda: seen.append(run()))
        thread.start()
        thread.join()
        assert seen == [account]


def test_who_starts_a_thread_goes_on_as_before() -> None:
    with running() as account:
        run()
        assert CURRENT.get() is account


@pytest.mark.skipif(sys.version_info < (3, 14), reason="threads are given no context before Python 3.14")
def test_a_context_of_the_users_is_left_as_the_thread_leaves_it() -> None:
    with running() as account:
        token = CURRENT.set(None)
        context = copy_context()
        CURRENT.reset(token)
        seen: list[Account | None] = []

        def target() -> None:
            seen.append(CURRENT.get())
            WORD.set("said")

        options: dict[str, Any] = {"context": context}
        thread = threading.Thread(target=target, **options)
        thread.start()
        thread.join()
        assert seen == [account]
        assert (context[WORD], context[CURRENT]) == ("said", None)


def test_a_worker_of_an_anyio_whose_backend_is_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = ModuleType("anyio._backends._asyncio")
    given: list[Any] = []
    vars(backend).update(TestRunner=type("TestRunner", (), {}), run_sync_in_worker_thread=given.append)
    monkeypatch.setitem(sys.modules, backend.__name__, backend)
    with running() as account:
        vars(backend)["run_sync_in_worker_thread"](CURRENT.get)
        seen: list[Account | None] = []
        thread = threading.Thread(target=lambda: seen.append(given[0]()))
        token = CURRENT.set(None)
        thread.start()
        CURRENT.reset(token)
        thread.join()
        assert seen == [account]
