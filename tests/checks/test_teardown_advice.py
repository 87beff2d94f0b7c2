"""Which method a finding names as the place for a release."""

from __future__ import annotations

from textwrap import dedent

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
