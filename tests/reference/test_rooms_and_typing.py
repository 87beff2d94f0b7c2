"""Rooms, subscriptions and typing indicators: joined, left, and gone with the connection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import sampled_from
from websockets.asyncio.client import ClientConnection

from wshygiene_reference import Credentials, Identity, ManagerConfig
from wshygiene_reference.rooms import RoomIndex, RoomRefused, auto_rooms

from .conftest import Serve, client, settings, until

asynchronous = pytest.mark.asyncio


async def ask(ws: ClientConnection, kind: str, **data: Any) -> dict[str, Any]:
    """Send a message and return its answer."""
    await ws.send(json.dumps({"type": kind, "id": 1, "data": data}))
    while True:
        answer = json.loads(await ws.recv())
        if answer["type"] in ("ack", "error"):
            return dict(answer)


async def crew(credentials: Credentials) -> Identity:
    user = credentials.token or ""
    return Identity(user, user, frozenset({"dispatcher"}), "night")


def shown_as(user: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {user}"}}


@asynchronous
async def test_everybody_is_in_the_rooms_of_user_roles_and_crew(serve: Serve) -> None:
    async with serve(crew) as manager, client(manager, **shown_as("ada")):
        await until(lambda: len(manager.rooms) == 3)
        assert manager.rooms.sizes() == {"user:ada": 1, "role:dispatcher": 1, "crew:night": 1}
        assert manager.rooms.total_subscribed == 0


@asynchronous
@pytest.mark.parametrize(
    ("kind", "data", "room"),
    [
        ("job", {"jobId": "7"}, "job:7"),
        ("thread", {"threadId": "7"}, "thread:7"),
        ("analytics", {"type": "sales"}, "analytics:sales"),
        ("analytics", {}, "analytics:subscribers"),
    ],
)
async def test_subscribing_and_unsubscribing_every_kind(serve: Serve, kind: str, data: Any, room: str) -> None:
    async with serve() as manager, client(manager) as ws:
        assert (await ask(ws, f"{kind}.subscribe", **data))["data"] == {"room": room, "joined": True}
        assert (await ask(ws, f"{kind}.subscribe", **data))["data"] == {"room": room, "joined": False}
        assert manager.publish(room, "news") == 1
        assert (await ask(ws, f"{kind}.unsubscribe", **data))["data"] == {"room": room, "left": True}
        assert (await ask(ws, f"{kind}.unsubscribe", **data))["data"] == {"room": room, "left": False}
        assert manager.publish(room, "news") == 0
        assert manager.memory_stats()["totalTrackedRooms"] == 0
        assert room not in manager.rooms.sizes()


@asynchronous
async def test_what_is_published_reaches_the_room_and_nobody_else(serve: Serve) -> None:
    async with serve() as manager, client(manager) as inside, client(manager) as outside:
        await ask(inside, "job.subscribe", jobId="7")
        manager.publish("job:7", {"state": "done"})
        assert json.loads(await inside.recv()) == {"type": "event", "room": "job:7", "data": {"state": "done"}}
        assert await ask(outside, "ping") == {"type": "ack", "id": 1, "data": "pong"}


@asynchronous
@pytest.mark.parametrize(
    ("room", "reason"),
    [
        ("role:admin", "not allowed"),
        ("user:grace", "not allowed"),
        ("elsewhere", "not allowed"),
        ("job:", "not allowed"),
        ("job:" + "x" * 60, "a name has 1 to 20 printable characters"),
        ("job:\u0000", "a name has 1 to 20 printable characters"),
    ],
)
async def test_a_room_that_is_not_for_everybody_is_refused(serve: Serve, room: str, reason: str) -> None:
    async with serve(max_room_name=20) as manager, client(manager) as ws:
        answer = await ask(ws, "room.join", room=room)
        assert (answer["type"], answer["code"]) == ("error", "refused")
        assert answer["message"] == f"room {room[:64]!r}: {reason}"


@asynchronous
async def test_the_limit_of_rooms_counts_those_that_were_asked_for(serve: Serve) -> None:
    async with serve(crew, max_rooms_per_connection=2) as manager, client(manager, **shown_as("ada")) as ws:
        assert (await ask(ws, "job.subscribe", jobId="1"))["type"] == "ack"
        assert (await ask(ws, "job.subscribe", jobId="2"))["type"] == "ack"
        assert "limit of 2 rooms a connection reached" in (await ask(ws, "job.subscribe", jobId="3"))["message"]
        await ask(ws, "job.unsubscribe", jobId="1")
        assert (await ask(ws, "job.subscribe", jobId="3"))["type"] == "ack"


@asynchronous
async def test_who_disconnects_leaves_all_rooms(serve: Serve) -> None:
    async with serve() as manager:
        async with client(manager) as ws:
            for number in range(20):
                await ask(ws, "job.subscribe", jobId=str(number))
            assert manager.memory_stats()["totalTrackedRooms"] == 20
        await until(lambda: len(manager.rooms) == 0)


@asynchronous
async def test_typing_is_told_to_others_and_ends_by_itself(serve: Serve) -> None:
    async with serve(crew, typing_timeout=0.1) as manager:
        async with client(manager, **shown_as("ada")) as ada, client(manager, **shown_as("grace")) as grace:
            await ask(ada, "thread.subscribe", threadId="t")
            await ask(grace, "thread.subscribe", threadId="t")
            await ask(ada, "typing.start", threadId="t")
            told = [json.loads(await grace.recv())["data"], json.loads(await grace.recv())["data"]]
            assert told == [
                {"threadId": "t", "userId": "ada", "isTyping": True},
                {"threadId": "t", "userId": "ada", "isTyping": False},
            ]
            assert len(manager.typing) == 0


@asynchronous
async def test_typing_on_starts_the_timer_anew_and_tells_nobody_again(serve: Serve) -> None:
    async with serve(crew) as manager:
        async with client(manager, **shown_as("ada")) as ada, client(manager, **shown_as("grace")) as grace:
            for ws in (ada, grace):
                await ask(ws, "thread.subscribe", threadId="t")
            for _ in range(10):
                await ask(ada, "typing.start", threadId="t")
            assert len(manager.typing) == 1
            assert (await ask(ada, "typing.stop", threadId="t"))["data"] == {"stopped": True}
            assert [json.loads(await grace.recv())["data"]["isTyping"] for _ in range(2)] == [True, False]


@asynchronous
async def test_stopping_everywhere(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        for thread in "abc":
            await ask(ws, "thread.subscribe", threadId=thread)
            await ask(ws, "typing.start", threadId=thread)
        assert manager.memory_stats()["typingTimersSize"] == 3
        assert (await ask(ws, "typing.stop", threadId="*"))["data"] == {"stopped": True}
        assert manager.memory_stats()["typingTimersSize"] == 0


@asynchronous
async def test_many_typing_timers_end_with_the_connection(serve: Serve) -> None:
    async with serve(typing_timeout=60) as manager:
        async with client(manager) as ws:
            for thread in map(str, range(50)):
                await ask(ws, "thread.subscribe", threadId=thread)
                await ask(ws, "typing.start", threadId=thread)
            assert len(manager.typing) == 50
        await until(lambda: len(manager.typing) == 0)


@asynchronous
async def test_somebody_types_on_with_another_connection(serve: Serve) -> None:
    async with serve(crew, typing_timeout=60) as manager, client(manager, **shown_as("ada")) as phone:
        async with client(manager, **shown_as("ada")) as laptop:
            for ws in (phone, laptop):
                await ask(ws, "thread.subscribe", threadId="t")
                await ask(ws, "typing.start", threadId="t")
        await until(lambda: len(manager.typing) == 1)
        assert manager.typing_store.typing_in("t") == {"ada"}
        await ask(phone, "typing.stop", threadId="t")
        assert manager.typing_store.typing_in("t") == frozenset()


@asynchronous
async def test_typing_in_a_thread_one_is_not_in_is_refused(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        assert (await ask(ws, "typing.start", threadId="t"))["code"] == "refused"
        assert len(manager.typing) == 0


def test_automatic_rooms_cannot_be_left() -> None:
    index: RoomIndex[str] = RoomIndex(ManagerConfig())
    index.admit("a", auto_rooms(Identity("ada", "phone")))
    assert not index.leave("a", "user:ada")


class RoomsAgreeInBothDirections(RuleBasedStateMachine):
    """Whatever is joined and left in whatever order, both maps say the same and nothing empty stays."""

    def __init__(self) -> None:
        super().__init__()
        self.index: RoomIndex[str] = RoomIndex(settings(max_rooms_per_connection=2, max_rooms=4))
        self.model: dict[str, set[str]] = {}

    members = sampled_from(["a", "b", "c"])
    names = sampled_from(["job:1", "job:2", "job:3", "thread:1", "thread:2"])

    @rule(member=members, room=names)
    def join(self, member: str, room: str) -> None:
        mine = self.model.get(member, set())
        existing = set().union(*self.model.values())
        if room in mine:
            assert not self.index.join(member, room)
        elif len(mine) >= 2 or (room not in existing and len(existing) >= 4):
            with pytest.raises(RoomRefused):
                self.index.join(member, room)
        else:
            assert self.index.join(member, room)
            self.model.setdefault(member, set()).add(room)

    @rule(member=members, room=names)
    def leave(self, member: str, room: str) -> None:
        assert self.index.leave(member, room) == (room in self.model.get(member, ()))
        self.model.get(member, set()).discard(room)

    @rule(member=members)
    def leave_all(self, member: str) -> None:
        assert self.index.leave_all(member) == len(self.model.pop(member, ()))
        self.index.forget(member)

    @invariant()
    def both_directions_agree(self) -> None:
        held = {member: rooms for member, rooms in self.model.items() if rooms}
        assert self.index.known() == held.keys()
        assert self.index.total_subscribed == sum(map(len, held.values()))
        for member, rooms in held.items():
            assert self.index.rooms_of(member) == rooms
            assert all(member in self.index.members(room) for room in rooms)
        assert len(self.index) == len(set().union(*held.values()))


RoomsAgreeInBothDirections.TestCase.settings = hypothesis_settings(max_examples=60)
TestRoomsAgreeInBothDirections = RoomsAgreeInBothDirections.TestCase
