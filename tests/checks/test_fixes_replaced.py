"""What is replaced is ended before, in the way that the class itself ends it, where there was something (WSH206)."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .fixing import findings, fixed, fixes

FEED = """\
    import asyncio


    class Feed:
        {first}

        async def on_reconnect(self):
            self._beat = asyncio.create_task(self.beat())

        async def beat(self):
            while True:
                await asyncio.sleep(20)

        async def close(self):
            self._beat.cancel()
            self._beat = None
    """


@pytest.mark.parametrize(
    "first",
    ["_beat = None", "_beat: object = None", "def __init__(self):\n        self.url = self._beat = None"],
)
def test_what_is_replaced_is_cancelled_where_there_was_something_before(first: str) -> None:
    code = dedent(FEED).replace("{first}", first)
    guard = "        if self._beat is not None:\n            self._beat.cancel()\n"
    place = "        self._beat = asyncio"
    assert fixed(code, "WSH206") == code.replace(place, guard + place)


@pytest.mark.parametrize(
    "first",
    [
        "url = None",
        "def __init__(self, _beat=None):\n        self.url = _beat",
        "def __init__(self):\n        _beat = None",
    ],
)
def test_an_attribute_that_is_only_set_later_is_not_read(first: str) -> None:
    code = dedent(FEED).replace("{first}", first)
    assert [found.code for found in findings(code)] == ["WSH206"]
    assert fixes(code, "WSH206") == []


@pytest.mark.parametrize("end", ["self._off()", "off = self._off\n            off()"])
def test_what_ends_by_being_called_is_called_where_the_class_does_so(end: str) -> None:
    code = dedent(
        """\
        from homeassistant.helpers.event import async_call_later


        class Feed:
            def __init__(self, hass):
                self.hass = hass
                self._off = None

            def on_message(self, text):
                self._off = async_call_later(self.hass, 5, self.expire)

            def expire(self, now):
                print(now)

            def close(self):
                if self._off is not None:
                    {end}
        """
    ).replace("{end}", end)
    place = "        self._off = async_call_later"
    guard = f"        if self._off is not None:\n            self._off()\n{place}"
    expected = code.replace(place, guard) if end.startswith("self") else code
    assert fixed(code, "WSH206") == expected


def test_a_timer_of_twisted_is_asked_whether_it_may_be_cancelled() -> None:
    code = dedent(
        """\
        from twisted.internet import reactor


        class Player:
            def __init__(self, connection):
                self.connection = connection
                self.kick_call = None

            def on_message(self, text):
                self.kick_call = reactor.callLater(300, self.connection.kick, text)

            def on_disconnect(self):
                self.kick_call.cancel()
        """
    )
    guard = "        if self.kick_call is not None and self.kick_call.active():\n            self.kick_call.cancel()\n"
    place = "        self.kick_call = reactor"
    assert fixed(code, "WSH206") == code.replace(place, guard + place)
