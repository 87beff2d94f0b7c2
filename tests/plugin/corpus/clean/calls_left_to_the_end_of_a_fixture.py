# clean: a wider fixture that is given what to call at its end, and calls it, is what closes it
import socket
import threading
import weakref
from functools import partial

import pytest


@pytest.fixture(scope="module")
def at_end():
    calls = []
    yield calls.append
    for call in reversed(calls):
        call()


def test_function_closes(at_end):
    sock = socket.socket()
    at_end(lambda: sock.close())


def test_function_stops_a_thread(at_end):
    leave = threading.Event()
    thread = threading.Thread(target=leave.wait)
    thread.start()

    def stop():
        leave.set()
        thread.join()

    at_end(stop)


def test_function_closes_a_file(at_end, tmp_path):
    log = open(tmp_path / "log", "w")
    at_end(lambda: log.close())


class Desk:
    def __init__(self):
        self._calls = []
        self.by_name = {}

    def later(self, call, *args):
        self._calls.append((call, args))

    def close(self):
        while self._calls:
            call, args = self._calls.pop()
            call(*args)
        self._all_named()

    def _all_named(self):
        for name in sorted(self.by_name):
            self.by_name[name]()


@pytest.fixture(scope="module")
def desk():
    desk = Desk()
    yield desk
    desk.close()


def test_method_and_its_object(desk):
    desk.later(socket.socket.close, socket.socket())


def test_function_with_arguments(desk):
    sock = socket.socket()
    desk.later(lambda how: (sock.close(), how), "now")


def test_under_a_name(desk):
    sock = socket.socket()
    desk.by_name["line"] = partial(sock.close)


def test_when_the_desk_goes(desk):
    sock = socket.socket()
    weakref.finalize(desk, sock.close)


@pytest.fixture(scope="module")
def finalizer(request):
    return request.addfinalizer


def test_finalizer_of_the_fixture(finalizer):
    finalizer(socket.socket().close)


def test_finalizer_that_is_a_function(finalizer):
    sock = socket.socket()
    finalizer(lambda: sock.close())
