"""What comes over the channel of the nodes: bounded, checked, and never believed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import binary, integers, lists

import wshygiene_reference
from wshygiene_reference.nodes import MemoryBroker, MemoryHub, Node, NodeConfig
from wshygiene_reference.nodes.backlog import Backlog
from wshygiene_reference.nodes.envelope import BadEnvelope, Envelope, Kind, unpack
from wshygiene_reference.nodes.redis_node import RedisNode
from wshygiene_reference.operation import OperationConfig
from wshygiene_reference.settings import ConfigError

from .cluster import ask, heard
from .conftest import Serve, client, until

GOOD: list[Any] = [1, "node", 1, "room", "job:7", None]


def envelope(*changes: tuple[int, Any], body: bytes = b'{"type":"event","data":"forged"}') -> bytes:
    """An envelope with some fields changed."""
    head = list(GOOD)
    for index, value in changes:
        head[index] = value
    return json.dumps(head).encode() + b"\n" + body


HOSTILE = {
    b"": "not JSON: Expecting value",
    b"\xff\xfe\x00": "not JSON",
    b"[" * 100_000: "not JSON",
    b'{"v":1}\n{}': "the first line is no list",
    envelope((0, 2)): "version '2' is not 1",
    envelope((0, True)): "version 'True' is not 1",
    b"[1]\n{}": "the first line has 1 fields instead of 6",
    envelope((1, "")): "a name is no string",
    envelope((1, "x" * 10_000)): "a name is no string",
    envelope((4, 7)): "a name is no string",
    envelope((5, [])): "a name is no string",
    envelope((2, 0)): "the serial is no positive number",
    envelope((2, True)): "the serial is no positive number",
    envelope((2, 2**70)): "the serial is no positive number",
    envelope((3, "shutdown")): "'shutdown' is not a kind",
    envelope((3, {})): "'{}' is not a kind",
}
HOSTILE_BODIES = {
    b"": "not JSON",
    b"null": "the message is no object",
    b'{"type":7}': "the message is no object with a string `type`",
    b'{"type":"event","data":NaN}': "NaN is no JSON",
    b'{"type":"event","data":' + b"[" * 5_000 + b"]" * 5_000 + b"}": "nested at most 500 deep",
    b'{"type":"event","data":' + b"[" * 500 + b"]" * 500 + b"}": "nested at most 500 deep",
    b'{"type":"event"}\n{"type":"event"}': "not JSON",
}


@pytest.mark.parametrize("data", HOSTILE, ids=[repr(data[:30]) for data in HOSTILE])
def test_what_no_node_has_written_is_refused(data: bytes) -> None:
    with pytest.raises(BadEnvelope) as caught:
        unpack(data, 1_000_000)
    assert HOSTILE[data] in str(caught.value)


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=[repr(body[:30]) for body in HOSTILE_BODIES])
def test_a_message_that_clients_could_not_read_is_refused(body: bytes) -> None:
    with pytest.raises(BadEnvelope) as caught:
        unpack(envelope(body=body), 1_000_000).message()
    assert HOSTILE_BODIES[body] in str(caught.value)


def test_an_envelope_that_is_too_big_is_not_even_read() -> None:
    with pytest.raises(BadEnvelope, match="101 bytes are more than 100"):
        unpack(b"[" * 101, 100)


def test_an_envelope_comes_out_as_it_went_in() -> None:
    sent = Envelope("node", 7, Kind.ROOM, "job:\u20ac\ud800", "price", b'{"type":"event","data":"\\ud800"}')
    assert unpack(sent.pack(), 1_000) == sent
    assert json.loads(sent.message()) == {"type": "event", "data": "\ud800"}


@pytest.mark.asyncio
async def test_nonsense_on_the_channel_is_dropped_and_said_once(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    hub = MemoryHub()
    async with serve() as manager, Node(manager, MemoryBroker(hub)) as node, client(manager) as ws:
        await ask(ws, "job.subscribe", jobId="7")
        for data in (*HOSTILE, *(envelope((2, at), body=body) for at, body in enumerate(HOSTILE_BODIES, 1))):
            node.received(data)
        node.received(envelope((1, node.id)))
        node.received(envelope((1, "other"), body=b'{"type":"event","data":"good"}'))
        node.received(envelope((1, "other"), body=b'{"type":"event","data":"twice"}'))
        node.received(envelope((1, "other"), (2, 5), (3, "all"), body=b'{"type":"event","data":"later"}'))
        found: list[Any] = []
        while "later" not in found:
            found += await heard(ws)
        assert found == ["good", "later"]
        assert node.unusable == len(HOSTILE) + len(HOSTILE_BODIES)
        assert (node.peers.doubled, node.peers.missed) == (1, 3)
        said = [record.message for record in caplog.records if "channel" in record.message]
        assert len(said) == 1
        assert said[0].startswith("a message on the channel of the nodes was dropped (1 so far): not JSON")


@pytest.mark.asyncio
async def test_a_flood_of_others_is_bounded_here(serve: Serve) -> None:
    hub = MemoryHub()
    config = NodeConfig(incoming_messages=5)
    async with serve() as manager, Node(manager, MemoryBroker(hub), config) as node, client(manager) as ws:
        await ask(ws, "job.subscribe", jobId="7")
        for number in range(1, 101):
            node.received(envelope((2, number), body=json.dumps({"type": "event", "data": number}).encode()))
        assert (len(node.incoming), node.incoming.dropped) == (5, 95)
        await until(lambda: len(node.incoming) == 0)
        found: list[Any] = []
        while 100 not in found:
            found += await heard(ws)
        assert found == [96, 97, 98, 99, 100]


@pytest.mark.asyncio
async def test_names_that_somebody_makes_up_fill_no_memory(serve: Serve) -> None:
    hub = MemoryHub()
    config = NodeConfig(deadline=0.01, lease_ttl=0.1)
    async with serve() as manager, Node(manager, MemoryBroker(hub), config) as node:
        for number in range(1500):
            node.received(envelope((1, f"node{number}"), (3, "typing"), (5, "somebody")))
        await until(lambda: len(node.incoming) == 0)
        assert len(node.peers) <= 1000
        await until(lambda: len(node.peers) == 0)


@given(lists(binary(max_size=8), max_size=30), integers(1, 5), integers(1, 20), integers(0, 6))
def test_a_backlog_stays_in_its_bounds(messages: list[bytes], most: int, size: int, taken: int) -> None:
    backlog = Backlog(most, size)
    for data in messages:
        backlog.put(data)
    some = backlog.take(taken, size)
    assert len(some) <= taken
    rest = backlog.take(most, size)
    backlog.put_back(rest)
    backlog.put_back(some)
    kept = backlog.take(most, size)
    assert len(kept) + backlog.dropped == len(messages)
    assert kept == messages[len(messages) - len(kept) :], "the oldest go first, the order stays"
    assert sum(map(len, kept)) <= size
    assert backlog.size == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"redis_url": "http://127.0.0.1"}, "redis_url is not the address of a Redis server: "),
        ({"redis_url": "redis://127.0.0.1:port"}, "redis_url is not the address of a Redis server: "),
        ({"node_lease_ttl": 1.0}, "lease_ttl = 1 is out of range: at least 3 s, three times the deadline of 1 s."),
    ],
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        OperationConfig(**settings)
    assert str(caught.value).startswith(message)


def test_a_password_is_not_shown() -> None:
    url = "redis://:sesame@127.0.0.1"
    assert "sesame" not in str(OperationConfig(redis_url=url).shown())


def test_the_example_on_the_page_runs() -> None:
    page = (Path(wshygiene_reference.__file__).parent / "NODES.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "{'state': 'done'}\n1 in the room\n")


@pytest.mark.asyncio
async def test_the_page_names_what_there_is(serve: Serve) -> None:
    page = (Path(wshygiene_reference.__file__).parent / "NODES.md").read_text("utf-8")
    async with serve() as manager, RedisNode(manager, "redis://127.0.0.1:1") as node:
        names = {*(each.name for each in fields(NodeConfig)), *node.stats()}
    told = {"outgoing_messages", "connection_rate", "message_rate", "message_interval", "deadline", "lease_ttl"}
    counted = {"admittedAlone", "missed", "notSent", "incomingDropped", "unusable"}
    assert told | counted <= names
    assert all(f"`{name}`" in page for name in told | counted)


def test_without_redis_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys, wshygiene_reference.__main__, wshygiene_reference.nodes, wshygiene_reference.operation as o;"
        "o.OperationConfig(); print('redis' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
