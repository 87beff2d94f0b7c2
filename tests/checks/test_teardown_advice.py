"""Which method a finding names as the place for a release."""

from __future__ import annotations

from textwrap import dedent

import pytest

from wshygiene_checks import packs, rules
from wshygiene_checks.facts import extract


def test_what_ends_one_connection_of_many_is_not_named_where_the_whole_has_an_end() -> None:
    code = dedent(
        """\
        import asyncio


        class Hub:
            def __init__(self):
                self._peers = {}
                self._beat = asyncio.ensure_future(self._pulse())

            async def _pulse(self):
                while True:
                    await asyncio.sleep(1)

            def on_disconnect(self, peer):
                self._peers.pop(peer).close()

            def shutdown(self):
                self._peers.clear()
        """
    )
    found = rules.find([extract("app.py", "app", code)], packs.load(), rules.BUILT)
    messages = [each.message for each in found if each.code == "WSH202"]
    assert messages
    assert all("`Hub.shutdown()`" in each for each in messages)


def test_what_runs_only_when_the_object_is_collected_is_no_place_to_cancel_what_holds_it() -> None:
    code = dedent(
        """\
        import asyncio


        class Gauge:
            def __init__(self):
                self._reading = asyncio.create_task(self._read())

            async def _read(self):
                while True:
                    await asyncio.sleep(5)

            def __del__(self):
                self._reading.cancel()
        """
    )
    (found,) = rules.find([extract("gauge.py", "gauge", code)], packs.load(), rules.BUILT)
    assert found.message.endswith("Cancel it on teardown.")
    assert [(seen.line, seen.message) for seen in found.evidence] == [
        (13, "`__del__()` cannot run before this has ended: what runs holds its object")
    ]


def test_what_hears_that_a_connection_has_ended_is_not_named_where_something_ends_the_object() -> None:
    code = dedent(
        """\
        import asyncio


        class Reconnector:
            def __init__(self, dial):
                self.dial = dial
                self.again = None

            def on_close(self):
                self.again = asyncio.get_running_loop().call_later(5, self.connect)

            def connect(self):
                self.ws = self.dial(self.on_close)

            def close(self):
                self.ws.close()
        """
    )
    found = rules.find([extract("app.py", "app", code)], packs.load(), rules.BUILT)
    (message,) = (each.message for each in found if each.code == "WSH209")
    assert message.endswith("Cancel it in `Reconnector.close()`.")


@pytest.mark.parametrize(
    ("opening", "advice"),
    [
        (
            "async def f(url):\n    it = aiohttp.ClientSession()",
            "Call `close()` in `finally`, or open it in `async with`.",
        ),
        ("async def f(url):\n    it = httpx.Client()", "Call `close()` in `finally`, or open it in `with`."),
        (
            "async def f(url):\n    it = httpx.AsyncClient()",
            "Call `aclose()` in `finally`, or open it in `async with`.",
        ),
        (
            "async def f(url):\n    it = await asyncio.start_server(f, url)",
            "`close()` on it, or start it in `async with`.",
        ),
        ("def f(url):\n    it = ThreadPoolExecutor()", "Call `shutdown()` on it, or start it in `with`."),
        ("def f(url):\n    it = websocket.create_connection(url)", "Call `close()` in `finally`."),
        ("def f(url):\n    it = redis.Redis().pubsub()", "Call `close()` in `finally`, or open it in `with`."),
        ("async def f(url):\n    it = BUS.pubsub()", "Call `aclose()` in `finally`, or open it in `async with`."),
        (
            "class C:\n    def __init__(self, url):\n        self.it = httpx.AsyncClient()",
            "or open it in `async with`.",
        ),
        (
            "class C:\n    def __init__(self, url):\n        self.it = websocket.create_connection(url)",
            "`self.it.close()`.",
        ),
    ],
)
def test_what_is_opened_is_closed_in_the_way_that_its_library_has(opening: str, advice: str) -> None:
    code = (
        "import aiohttp, asyncio, httpx, redis, redis.asyncio, websocket\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        f"BUS = redis.asyncio.Redis()\n\n\n{opening}\n"
    )
    found = rules.find([extract("app.py", "app", code)], packs.load(), rules.BUILT)
    told = [each.message for each in found if each.code in ("WSH401", "WSH402", "WSH407", "WSH408")]
    assert any(message.endswith(advice) for message in told), told


@pytest.mark.parametrize(
    ("end", "code"), [("self._doors = {}", "WSH402"), ("self._doors = {}\n        self._lock.close()", "WSH403")]
)
def test_what_is_kept_in_a_container_is_closed_one_by_one(end: str, code: str) -> None:
    text = (
        "import socket\n\n\nclass Entrance:\n"
        "    def __init__(self):\n        self._doors = {}\n        self._lock = socket.socket()\n\n"
        "    def open(self, address):\n        self._doors[address] = socket.create_server(address)\n\n"
        f"    def stop(self):\n        {end}\n"
    )
    found = rules.find([extract("app.py", "app", text)], packs.load(), rules.BUILT)
    (message,) = (each.message for each in found if each.code == code and each.subject == "self._doors")
    assert "Call `self._doors[...].close()`" in message
