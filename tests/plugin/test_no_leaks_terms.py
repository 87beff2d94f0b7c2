"""What a ``no_leaks()`` block is told about kinds, ignores and patience holds; what it cannot mean is an error."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene import no_leaks

from .blocks import SOON, Kept, leaks

pytestmark = pytest.mark.usefixtures("patches_undone")


def test_kinds(kept: Kept) -> None:
    with no_leaks(kinds="task timer", settle=SOON):
        kept.leak()
    with leaks("socket"), no_leaks(kinds=["socket"], settle=SOON):
        kept.leak()


def test_ignore(kept: Kept) -> None:
    with no_leaks(ignore="kind=socket function=Kept.leak because it is known", settle=SOON):
        kept.leak()
    lines = ["kind=thread because A", "kind=task because B"]
    with leaks("socket"), no_leaks(ignore=lines, settle=SOON):
        kept.leak()


def test_settle_is_how_long_leftovers_get() -> None:
    with no_leaks(settle=5):
        threading.Thread(target=time.sleep, args=(0.1,)).start()
    end = threading.Event()
    with leaks("thread"), no_leaks(settle=0):
        late = threading.Thread(target=end.wait)
        late.start()
    end.set()
    late.join()


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"kinds": "sokcet"}, 'no_leaks(kinds) = "sokcet" is not a kind.'),
        ({"settle": -1}, 'no_leaks(settle) = "-1" is not a time.'),
        ({"ignore": "kind=task"}, 'no_leaks(ignore) = "kind=task" gives no reason.'),
    ],
)
def test_wrong_terms_are_a_value_error(terms: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError) as caught:
        no_leaks(**terms)
    assert str(caught.value).startswith(told)


def test_an_ignore_ends_with_its_last_day(kept: Kept) -> None:
    with leaks("socket"), no_leaks(ignore="kind=socket because it is known; until=2020-02-29", settle=SOON):
        kept.leak()
    with no_leaks(ignore="kind=socket because it is known; until=2999-12-31", settle=SOON):
        kept.leak()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are listed where there is /proc")
def test_what_is_unknown_does_not_raise() -> None:
    """A library in C may have opened it once and for all."""
    library = ctypes.CDLL(None)
    opened = []
    with no_leaks(settle=SOON):
        opened.append(library.open(b"/dev/null", 0))
    os.close(opened[0])


def test_unknown_terms_are_a_type_error() -> None:
    with pytest.raises(TypeError):
        no_leaks(kind="socket")
    with pytest.raises(TypeError):
        no_leaks(5)  # type: ignore[call-overload]
