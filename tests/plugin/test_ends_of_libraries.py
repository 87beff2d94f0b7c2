"""How to end what a library has made: by the end that its object has, if anyone outside may call it."""

from __future__ import annotations

import pytest

from .conftest import Installed
from .test_born_in_libraries import CLOCKS, DOORS, OF_DOORS

OF_A_FIXTURE = """
import asyncio

import pytest

import clocks

class Board:
    def __init__(self):
        self.alarm = clocks.Alarm()

@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()

@pytest.fixture
def board(loop):
    async def start():
        board = Board()
        board.alarm.start()
        await asyncio.sleep(0)
        return board

    return loop.run_until_complete(start())

def test_board(board):
    assert board.alarm
"""


def test_a_library_s_object_in_the_value_of_a_fixture_is_stopped_in_its_teardown(installed: Installed) -> None:
    result = installed(clocks=CLOCKS)(OF_A_FIXTURE)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["    release   in the teardown of `board`: `board.alarm.stop()`"])


def test_what_ends_the_whole_is_no_way_to_take_a_handler_off(installed: Installed, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nwshygiene_discover = doors\n")
    result = installed(doors=DOORS)(OF_DOORS)
    result.stdout.fnmatch_lines(
        [
            "WSH100 *: `fixture house` grew 0 -> 1 and was still so *::test_bell. (confirmed 3/3)",
            "    release   take the handler off where the connection ends, in a `finally`",
        ]
    )


PINGS = """
import threading, time

class Pinger:
    def __init__(self):
        self._over = threading.Event()
        threading.Thread(target=self._ping, daemon=True).start()

    def _ping(self):
        self._over.wait(60)

    def close(self):
        self.is_open = False

class Beeper(Pinger):
    def close(self):
        self._end()

    def _end(self):
        self._over.set()

class Redialer:
    def __init__(self):
        threading.Thread(target=self._redial, daemon=True).start()

    def _redial(self):
        time.sleep(60)

    def stop(self):
        self.is_stopped = True
"""

OF_PINGS = """
import threading
import pings

def test_its_end_forgets_the_thread():
    pings.Pinger().close()

def test_its_end_was_forgotten():
    pings.Beeper()

def test_nothing_can_wake_it():
    pings.Redialer().stop()

def test_thread_of_the_test():
    over = threading.Event()
    threading.Thread(target=lambda: over.wait(60), daemon=True).start()
"""


def test_what_ends_a_thread_is_what_it_waits_for(installed: Installed) -> None:
    result = installed(pings=PINGS)(OF_PINGS)
    result.assert_outcomes(passed=4, errors=4)
    result.stdout.fnmatch_lines(
        [
            "    release   keep the thread; at the end set `Pinger._over`, then `thread.join()`",
            "*_its_end_was_forgotten.",
            "    release   keep the `Beeper`; at the end its `close()`",
            "*_nothing_can_wake_it.",
            "    release   keep the thread; at the end set an event, for which it should wait in place of*",
            "*_thread_of_the_test.",
            "    release   keep the thread; at the end set `over`, then `thread.join()`",
        ]
    )


WIRE = """
import threading

class Wire:
    def __init__(self):
        listen()

    def close(self): ...

class Line:
    def __init__(self):
        self.wire = made()

    async def aclose(self): ...

class Plain:
    def __init__(self):
        self.wire = made()

class _Hidden:
    def __init__(self):
        listen()

    def close(self): ...

class Entered:
    def __enter__(self):
        listen()

    def __exit__(self, *_): ...

    def close(self): ...

def listen():
    threading.Thread(target=wait, daemon=True).start()

def wait():
    threading.Event().wait()

def made():
    return Wire()

def hidden():
    return _Hidden()
"""


@pytest.mark.parametrize(
    ("use", "advice"),
    [
        ("wire.Wire()", "keep the `Wire`; at the end its `close()`"),
        ("wire.made()", "keep the `Wire`; at the end its `close()`"),
        ("wire.Line()", "keep the `Line`; at the end `await` its `aclose()`"),
        ("wire.Plain()", "keep the `Wire`; at the end its `close()`"),
        ("wire.hidden()", "keep the thread; at the end tell it to stop, then `thread.join()`"),
        ("wire.Entered().__enter__()", "keep the thread; at the end tell it to stop, then `thread.join()`"),
    ],
    ids=["itself", "by a function", "by another", "by one that cannot be closed", "private", "by entering"],
)
def test_what_an_object_of_a_library_starts_is_closed_with_that(installed: Installed, use: str, advice: str) -> None:
    tests = f"import wire\n\ndef test_it():\n    {use}\n"
    assert f"release   {advice}\n" in installed(wire=WIRE)(tests).stdout.str() + "\n"


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver"])
def test_an_end_that_an_object_has_of_its_own(installed: Installed, way: str) -> None:
    """The method is set on the object when it starts, as that of `multiprocessing.Manager` is."""
    made = f'multiprocessing.get_context("{way}").Manager()'
    tests = f"import multiprocessing\n\nKEPT = []\n\ndef test_it():\n    KEPT.append({made})\n"
    installed()(tests).stdout.fnmatch_lines(["    release   `*.KEPT[[]0[]].shutdown()`"])


def test_nothing_is_closed_through_the_private_parts_of_a_library(installed: Installed) -> None:
    """A function that gives the socket away: it is for whom it was given to close it, not the place that keeps it."""
    library = """
import socket

class _Kept:
    def __init__(self):
        self._sockets = []

KEPT = _Kept()

def connect():
    KEPT._sockets.append(socket.socket())
    return KEPT._sockets[-1]
"""
    result = installed(plug=library)("import plug\n\ndef test_it():\n    plug.connect()\n")
    result.stdout.fnmatch_lines(["*held by   plug.KEPT._sockets*", "*release   `sock.close()`*"])


def test_a_database_is_not_closed_by_with(installed: Installed) -> None:
    """Which only ends a transaction."""
    library = "import sqlite3\n\nclass _Kept:\n    pass\n\nKEPT = _Kept()\n\ndef keep(it):\n    KEPT._it = it\n"
    tests = "import plug, sqlite3\n\ndef test_it(tmp_path):\n    plug.keep(sqlite3.connect(tmp_path / 'it.db'))\n"
    installed(plug=library)(tests).stdout.fnmatch_lines(
        ["*held by   plug.KEPT._it", "    release   `connection.close()`"]
    )
