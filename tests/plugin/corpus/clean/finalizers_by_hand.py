"""What a test gives to pytest to be released at the end of its class, its module or the session."""

import functools
import socket
import threading

import pytest


def test_for_the_module(request):
    sock = socket.socket()
    request.node.getparent(pytest.Module).addfinalizer(sock.close)


def test_for_the_session(request):
    timer = threading.Timer(100, print)
    timer.start()

    def stop():
        timer.cancel()
        timer.join()

    request.session.addfinalizer(stop)


class TestShared:
    def test_for_the_class(self, request):
        shared = socket.socket()
        request.node.getparent(pytest.Class).addfinalizer(functools.partial(socket.socket.close, shared))
        type(self).shared = shared

    def test_is_there(self):
        assert self.shared.fileno() > 0
