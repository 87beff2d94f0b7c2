"""Globals and functions that are replaced, and put back."""

import asyncio
import socket
import time
from unittest import mock

import pytest
import state

pytestmark = pytest.mark.wshygiene(registries=["state:CLIENTS", "state:MANAGER.rooms"])


@pytest.fixture
def empty_clients():
    before, state.CLIENTS = state.CLIENTS, {}
    yield state.CLIENTS
    state.CLIENTS = before


@pytest.fixture(scope="module")
def other_manager():
    before, state.MANAGER = state.MANAGER, state.Manager()
    state.MANAGER.rooms.update(a=set(), b=set())
    yield state.MANAGER
    state.MANAGER = before


def test_replaced_by_a_fixture(empty_clients):
    state.CLIENTS.update(c1=1, c2=2)


def test_monkeypatched(monkeypatch):
    monkeypatch.setattr(state, "CLIENTS", {"c1": 1, "c2": 2})
    monkeypatch.setitem(state.CLIENTS, "c3", 3)
    monkeypatch.setattr(state.MANAGER, "rooms", {"r": {1}})


def test_patched_in_place(monkeypatch):
    monkeypatch.setitem(state.CLIENTS, "c3", 3)
    with mock.patch.dict(state.CLIENTS, {"c4": 4}), mock.patch.object(state.MANAGER, "rooms", {"a": {1}}):
        assert len(state.CLIENTS) == 3


def test_put_in_and_taken_out():
    state.CLIENTS["c1"] = object()
    state.MANAGER.rooms.setdefault("r", set()).add(1)
    del state.CLIENTS["c1"], state.MANAGER.rooms["r"]


def test_member_of_a_wider_fixture(other_manager):
    assert "a" in state.MANAGER.rooms


def test_replaced_by_another_of_the_same_size():
    state.CLIENTS.pop("old")
    state.CLIENTS["old"] = object()


def test_functions_of_the_loop_replaced(monkeypatch):
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_task", asyncio.BaseEventLoop.create_task)
    monkeypatch.setattr(socket, "socket", type("Socket", (socket.socket,), {}))
    with socket.socket():
        pass


async def test_sleep_replaced(monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", mock.AsyncMock())
    await asyncio.sleep(60)


def test_clock_replaced(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
