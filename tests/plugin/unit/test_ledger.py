"""What outlives the session may die when the interpreter has taken the modules apart."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership import ledger
from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.settings.reading import Terms


class Left:
    """Something that the program keeps to its end."""


def test_what_dies_with_the_interpreter_dies_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(Owner("test", "test_a.py::test_a"), Terms(mode="fail"))
    books, left, trouble = ledger.Ledger(), Left(), list[Any]()
    with acting_for(account):
        assert books.record("socket", left) is not None
    books.close()
    monkeypatch.setattr(sys, "unraisablehook", trouble.append)
    with monkeypatch.context() as at_the_end:
        at_the_end.setattr(ledger, "threading", None)
        del left
    assert trouble == []
    assert books.records == account.records == {}
