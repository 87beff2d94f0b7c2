"""What the chat does for the people in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from chat import ChatClient, ChatServer, who_is_online
from chat.events import BUS
from chat.protocol import Kind, Message, ProtocolError, decode, encode
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

ROOMS = ("kitchen", "attic", "garden")


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ChatServer]:
    """A server for one test."""
    async with ChatServer() as chat_server:
        yield chat_server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lobby() -> AsyncIterator[ChatServer]:
    """A server that runs for as long as the tests of this module."""
    async with ChatServer() as chat_server:
        yield chat_server


@asynccontextmanager
async def guest(server: ChatServer, name: str, *rooms: str) -> AsyncIterator[ClientConnection]:
    """Somebody in the chat, on a plain connection."""
    async with connect(server.uri, proxy=None) as connection:
        await send(connection, Message(Kind.HELLO, name=name))
        await hear(connection, Kind.WELCOME)
        for room in rooms:
            await send(connection, Message(Kind.JOIN, room))
            await hear(connection, Kind.JOINED)
        yield connection


async def send(connection: ClientConnection, message: Message) -> None:
    """Send one message."""
    await connection.send(encode(message))


async def hear(source: ClientConnection | ChatClient, kind: Kind) -> Message:
    """The next message of this kind, whatever comes before it."""
    async with asyncio.timeout(3):
        while True:
            message = await source.receive() if isinstance(source, ChatClient) else decode(await source.recv())
            if message.kind is kind:
                return message


@pytest.mark.parametrize("frame", ["", "[]", "{}", '{"kind": "shout"}', '{"kind": "join", "room": 7}'])
def test_what_is_not_a_message_is_refused(frame: str) -> None:
    message = Message(Kind.SAY, "kitchen", text="ahoj, světe")
    assert decode(encode(message)) == message
    with pytest.raises(ProtocolError):
        decode(frame)


async def test_whoever_does_not_say_hello_is_sent_away(server: ChatServer) -> None:
    async with connect(server.uri, proxy=None) as stranger:
        await send(stranger, Message(Kind.JOIN, "kitchen"))
        assert (await hear(stranger, Kind.ERROR)).text == "say hello first"
        with pytest.raises(ConnectionClosedError, match="4400"):
            await stranger.recv()


@pytest.mark.asyncio(loop_scope="module")
async def test_anyone_may_ask_who_is_online(lobby: ChatServer) -> None:
    assert await who_is_online(lobby.uri) == ()
    async with guest(lobby, "ada"), guest(lobby, "bob"):
        assert await who_is_online(lobby.uri) == ("ada", "bob")


async def test_a_client_hears_the_heartbeat() -> None:
    async with ChatServer(heartbeat=0.01) as server, guest(server, "ada") as ada:
        await hear(ada, Kind.BEAT)
        await hear(ada, Kind.BEAT)


async def test_a_room_hears_what_is_said_in_it(server: ChatServer) -> None:
    async with guest(server, "ada", "kitchen") as ada, guest(server, "bob", "kitchen", "attic") as bob:
        assert await hear(ada, Kind.JOINED) == Message(Kind.JOINED, "kitchen", "bob")
        await send(bob, Message(Kind.SAY, "attic", text="nobody hears this"))
        await send(bob, Message(Kind.SAY, "kitchen", text="is there coffee?"))
        assert await hear(ada, Kind.SAID) == Message(Kind.SAID, "kitchen", "bob", "is there coffee?")
        await send(bob, Message(Kind.LEAVE, "kitchen"))
        assert (await hear(ada, Kind.LEFT)).name == "bob"
        await send(bob, Message(Kind.SAY, "kitchen", text="and now?"))
        assert "not in the room" in (await hear(bob, Kind.ERROR)).text


async def test_a_room_sees_who_is_typing_until_they_quit(server: ChatServer) -> None:
    async with guest(server, "ada", *ROOMS) as ada:
        async with guest(server, "bob", *ROOMS) as bob:
            for room in ROOMS:
                await send(bob, Message(Kind.TYPING, room))
                assert await hear(ada, Kind.TYPING) == Message(Kind.TYPING, room, "bob")
        assert (await hear(ada, Kind.QUIT)).name == "bob"


async def test_typing_stops_by_itself() -> None:
    async with (
        ChatServer(typing_timeout=0.05) as server,
        guest(server, "ada", "kitchen") as ada,
        guest(server, "bob", "kitchen") as bob,
    ):
        await send(bob, Message(Kind.TYPING, "kitchen"))
        await hear(ada, Kind.TYPING)
        assert await hear(ada, Kind.STOPPED) == Message(Kind.STOPPED, "kitchen", "bob")


async def test_an_announcement_reaches_everyone(server: ChatServer) -> None:
    async with guest(server, "ada") as ada, guest(server, "bob") as bob:
        BUS.emit("announcement", "maintenance at noon")
        assert (await hear(ada, Kind.ANNOUNCEMENT)).text == "maintenance at noon"
        assert (await hear(bob, Kind.ANNOUNCEMENT)).text == "maintenance at noon"


async def test_each_connection_has_its_audit_trail(tmp_path: Path) -> None:
    async with ChatServer(audit_directory=tmp_path) as server, guest(server, "ada", "kitchen"), guest(server, "bob"):
        pass
    (trail,) = tmp_path.glob("ada-*.log")
    lines = [line.split(" ", 2)[2] for line in trail.read_text(encoding="utf-8").splitlines()]
    assert lines == ["ada connected", "ada join kitchen", "ada disconnected"]


async def test_two_clients_talk(server: ChatServer) -> None:
    async with ChatClient(server.uri, "ada") as ada, ChatClient(server.uri, "bob") as bob:
        await ada.join("kitchen")
        await hear(ada, Kind.JOINED)
        await bob.join("kitchen")
        await hear(ada, Kind.JOINED)
        await bob.typing("kitchen")
        await bob.say("kitchen", "hello")
        assert (await hear(ada, Kind.STOPPED)).name == "bob"
        assert (await hear(ada, Kind.SAID)).text == "hello"


async def test_a_client_comes_back_after_a_restart() -> None:
    async with ChatServer() as server:
        ada = ChatClient(server.uri, "ada", retry_first=0.05)
        await ada.open()
        await ada.join("kitchen")
        await hear(ada, Kind.JOINED)
    try:
        async with ChatServer(port=server.port) as server:
            assert await hear(ada, Kind.JOINED) == Message(Kind.JOINED, "kitchen", "ada")
            async with guest(server, "bob", "kitchen") as bob:
                await send(bob, Message(Kind.SAY, "kitchen", text="welcome back"))
                assert (await hear(ada, Kind.SAID)).text == "welcome back"
    finally:
        await ada.close()
