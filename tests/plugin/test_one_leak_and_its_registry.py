"""A container that has grown by leaked things alone is told as a part of them; one that took in more is a leak, too."""

from __future__ import annotations

import pytest

TESTS = """
    import asyncio, socket

    SERVERS, TASKS, WAITING, ROOMS, CLOSED, SESSIONS = [], [], set(), {}, [], []

    class Session:
        def __init__(self):
            self.socket = socket.create_server(("127.0.0.1", 0))

    async def forever():
        await asyncio.sleep(3600)

    def test_server_in_a_list():
        SERVERS.append(socket.create_server(("127.0.0.1", 0)))

    def test_two_tasks_and_one_elsewhere():
        async def start():
            kept = [asyncio.create_task(forever()) for _ in range(3)]
            TASKS.extend(kept[1:])
            await asyncio.sleep(0)

        asyncio.run(start())

    def test_members_of_a_set():
        async def start():
            WAITING.update(asyncio.create_task(forever()) for _ in range(2))
            await asyncio.sleep(0)

        asyncio.run(start())

    def test_room_and_member():
        ROOMS.setdefault("a", []).append(socket.create_server(("127.0.0.1", 0)))

    def test_another_member():
        ROOMS.setdefault("a", []).append(socket.create_server(("127.0.0.1", 0)))

    def test_a_server_and_its_port():
        SERVERS.append(socket.create_server(("127.0.0.1", 0)))
        SERVERS.append(SERVERS[-1].getsockname()[1])

    def test_session_with_a_socket():
        SESSIONS.append(Session())

    def test_only_kept():
        with socket.create_server(("127.0.0.1", 0)) as server:
            CLOSED.append(server)
"""


def test_growth_by_leaks_is_their_part(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_kept=TESTS)
    result = pytester.runpytest_subprocess("--wshygiene", "-o", "wshygiene_discover=test_kept", "-q")
    result.assert_outcomes(passed=8, errors=8)
    result.stdout.fnmatch_lines(
        [
            "WSH400 server-outlives-owner: *test_server_in_a_list.",
            "    parts     registry test_kept.SERVERS 0 -> 1",
            "WSH200 task-outlives-owner: *test_two_tasks_and_one_elsewhere was closed. (3 x)",
            "    parts     registry test_kept.TASKS 0 -> 2",
            "WSH200 task-outlives-owner: *test_members_of_a_set was closed. (2 x)",
            "    parts     registry test_kept.WAITING 0 -> 2",
            "WSH400 server-outlives-owner: *test_room_and_member.",
            "    parts     registry test_kept.ROOMS 0 -> 1",
            "WSH400 server-outlives-owner: *test_another_member.",
            "    parts     registry test_kept.ROOMS[[][*]] 1 -> 2",
            "WSH400 server-outlives-owner: *test_a_server_and_its_port.",
            "WSH300 registry-outgrows-owner: `test_kept.SERVERS` grew 1 -> 3 and *test_a_server_and_its_port. *",
            "    born      test_kept.py:37 in test_a_server_and_its_port",
            "    held by   test_kept.SESSIONS[[]0[]].socket",
            "WSH300 registry-outgrows-owner: `test_kept.SESSIONS` grew 0 -> 1 and *test_session_with_a_socket. *",
            "WSH300 registry-outgrows-owner: `test_kept.CLOSED` grew 0 -> 1 and *test_only_kept. *",
            "wshygiene: 13 leaks (13 failed), 8 tests judged",
        ]
    )


def test_a_closed_server_is_no_listener_for_its_handler(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_kept="""
        SERVERS = []

        class Server:
            def __init__(self, handler):
                self.handler = handler

            def close(self):
                self.handler = None

        def test_keeps_it():
            SERVERS.append(Server(print))
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "-o", "wshygiene_discover=test_kept", "-q")
    result.stdout.fnmatch_lines(["WSH300 registry-outgrows-owner: `test_kept.SERVERS` grew 0 -> 1 *"])


SERVER = """
    import pytest, pytest_asyncio
    from pyee.base import EventEmitter
    from websockets.asyncio.client import connect
    from websockets.asyncio.server import serve

    pytestmark = pytest.mark.asyncio(loop_scope="module")
    CLIENTS, PATHS, ROOMS, KEPT, NEWS = {}, [], {}, [], EventEmitter()

    async def chat(ws):
        CLIENTS[ws] = "anonymous"
        NEWS.on("news", lambda text: ws.send(text))
        NEWS.on("news", ws.recv)
        PATHS.append(ws.request.path)
        ROOMS.setdefault("lobby", set()).add(ws)
        async for message in ws:
            await ws.send(message)

    @pytest_asyncio.fixture(scope="module", loop_scope="module")
    async def url():
        async with serve(chat, "127.0.0.1", 0) as server:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def test_is_left(url):
        KEPT.append(await connect(url))
        await KEPT[0].send("hello")
        assert await KEPT[0].recv() == "hello"

    async def test_leaves(url):
        async with connect(url) as ws:
            await ws.send("hello")
            assert await ws.recv() == "hello"
"""


def test_what_a_server_keeps_for_an_open_client_is_a_part_of_that(pytester: pytest.Pytester) -> None:
    """Its handler still runs, and may take it out; what does not lead to the connection stays a leak of its own."""
    pytester.makepyfile(test_chat=SERVER)
    pytester.makeini("""
        [pytest]
        wshygiene_registries =
            test_chat:CLIENTS
            test_chat:PATHS
            test_chat:ROOMS
            test_chat:NEWS
    """)
    result = pytester.runpytest_subprocess("--wshygiene", "-q")
    result.stdout.fnmatch_lines(
        [
            "WSH400 connection-outlives-owner: *test_is_left.",
            "    parts     other side: *",
            "*registry test_chat.CLIENTS 0 -> 1, for the other side, which is open",
            "*registry test_chat.ROOMS 0 -> 1, for the other side, which is open",
            "*registry test_chat.NEWS 0 -> 2, for the other side, which is open",
            "WSH300 registry-outgrows-owner: `test_chat.PATHS` grew 0 -> 1 *test_is_left.",
            "WSH300 registry-outgrows-owner: `test_chat.CLIENTS` grew 1 -> 2 *test_leaves.",
            "*registry test_chat.PATHS 1 -> 2 *",
            "*registry test_chat.ROOMS 1 -> 2 *",
            "WSH100 listener-outlives-owner: `test_chat.NEWS` grew 2 -> 4 *test_leaves.",
            "wshygiene: 4 leaks (4 failed), 2 tests judged",
        ]
    )
