"""What is kept to be called later is looked into without calling anything of the program's."""

from __future__ import annotations

import functools
import io
from typing import Any, NoReturn

import pytest

from pytest_wshygiene.references.calls import ended_by


class Hostile:
    """An object that nobody may ask for anything."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(name)


FILE = io.StringIO()
HOSTILE = Hostile()


def close_all(*files: Any) -> None:
    for file in files:
        file.close()


ENDING: dict[str, Any] = {
    "method": FILE.close,
    "with arguments": (FILE.close, (HOSTILE,), {}),
    "method of a class": (io.StringIO.close, FILE),
    "function": (close_all, [FILE, HOSTILE]),
    "partial of a partial": functools.partial(functools.partial(close_all, FILE), HOSTILE),
    "by names": {"call": close_all, "args": (FILE,)},
}
OTHERS: dict[str, Any] = {
    "method": FILE.getvalue,
    "function": (print, FILE),
    "hostile": HOSTILE,
    "hostile with arguments": (HOSTILE, FILE),
    "nothing": [],
    "the thing itself": FILE,
}


@pytest.mark.parametrize("name", ENDING)
def test_what_ends_something_leads_to_it(name: str) -> None:
    assert any(thing is FILE for thing in ended_by(ENDING[name]))


@pytest.mark.parametrize("name", OTHERS)
def test_what_ends_nothing_leads_nowhere(name: str) -> None:
    assert ended_by(OTHERS[name]) == []
