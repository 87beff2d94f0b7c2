"""A loop that awaits gets a copy to loop over, spelled as it can be typed in that file, and all else stays (WSH507)."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .fixing import findings, fixed, fixes

BROADCAST = """\
    import asyncio


    class Hub:
        def __init__(self) -> None:
            self.clients = set()

        def join(self, ws) -> None:
            self.clients.add(ws)

        def leave(self, ws) -> None:
            self.clients.discard(ws)

        async def broadcast(self, text):
            for ws in self.clients:{comment}
                await ws.send( text )   # as it was
    """


def test_a_broadcast_loops_over_a_copy_and_comments_stay() -> None:
    code = dedent(BROADCAST).replace("{comment}", "  # everybody, é")
    assert fixed(code, "WSH507") == code.replace("in self.clients:", "in list(self.clients):")
    (fix,) = fixes(code, "WSH507")
    assert fix.applicability == "safe"


def test_the_advice_is_what_can_be_typed_in_that_file() -> None:
    code = "CLIENTS = set()\n\n\nasync def tell(text):\n    for ws in CLIENTS:\n        await ws.send(text)\n\n\n"
    code += "async def handler(ws):\n    CLIENTS.add(ws)\n    try:\n        await tell(ws)\n    finally:\n"
    (found,) = findings(f"{code}        CLIENTS.discard(ws)\n")
    assert found.message.startswith("the loop over `CLIENTS` awaits")
    assert found.message.endswith("Iterate over a copy: `list(CLIENTS)`.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def broadcast(self, text)", "def broadcast(self, text, list=())"),
        ("import asyncio\n", "import asyncio\nfrom somewhere import list\n"),
        ("import asyncio\n", "import asyncio\n\n\ndef list():\n    return []\n"),
    ],
)
def test_where_list_means_something_else_a_copy_is_made_without_it(before: str, after: str) -> None:
    code = dedent(BROADCAST).replace("{comment}", "").replace(before, after)
    assert fixed(code, "WSH507") == code.replace("in self.clients:", "in [*self.clients]:")


def test_a_method_that_is_called_list_is_in_nobodys_way() -> None:
    code = dedent(BROADCAST).replace("{comment}", "").replace("def leave(self, ws)", "def list(self, ws)")
    assert fixed(code, "WSH507") == code.replace("in self.clients:", "in list(self.clients):")
