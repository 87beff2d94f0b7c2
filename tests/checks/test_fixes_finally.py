"""A removal moves into a ``finally`` with its comments and its file's indentation, unless it could not (WSH303)."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from .fixing import applied, findings, fixed, fixes


def test_entries_that_are_added_and_removed_side_by_side_share_one_finally() -> None:
    code = dedent(
        """\
        import asyncio


        class Relay:
            def __init__(self):
                self._tasks = set()

            async def serve(self, one, other):
                there = asyncio.create_task(self._copy(one, other))
                back = asyncio.create_task(self._copy(other, one))
                self._tasks.add(there)
                self._tasks.add(back)

                # until one of them hangs up
                await asyncio.wait([there, back])

                # forget both
                self._tasks.discard(there)
                self._tasks.discard(back)  # the other way

            async def _copy(self, source, target):
                await target.send(await source.read())

            async def close(self):
                for task in self._tasks:
                    task.cancel()
        """
    )
    expected = code.replace(
        """\
        await asyncio.wait([there, back])

        # forget both
        self._tasks.discard(there)
        self._tasks.discard(back)  # the other way
""",
        """\
        try:
            await asyncio.wait([there, back])
        finally:
            # forget both
            self._tasks.discard(there)
            self._tasks.discard(back)  # the other way
""",
    )
    found = fixes(code, "WSH303")
    assert [applied(code, fix.edits) for fix in found] == [expected, expected]
    assert not fixes(expected, "WSH303")


def test_an_entry_that_a_way_out_removes_as_well_is_not_removed_twice() -> None:
    code = """\
import asyncio


class Roles:
    def __init__(self, ask):
        self._ask = ask
        self._locked = set()

    async def change(self, member):
        self._locked.add(member)
        answer = await self._ask(member)
        if answer is None:
            self._locked.remove(member)
            return
        await answer.apply(member)
        self._locked.remove(member)
"""
    assert any(found.code == "WSH303" for found in findings(code))
    assert not fixes(code, "WSH303")
    assert fixes(code.replace("remove(", "discard("), "WSH303")


@pytest.mark.parametrize("step", ["\t", "  ", "   "])
def test_a_block_is_indented_as_the_file_is(step: str) -> None:
    code = "CLIENTS = {}\n\n\nasync def handler(ws):\n    CLIENTS[ws.id] = ws\n    async for text in ws:\n"
    code = f"{code}        await ws.send(text)\n    del CLIENTS[ws.id]\n"
    expected = code.replace("    ", "        ").replace("        CLIENTS[", "    CLIENTS[")
    expected = expected.replace("        async", "    try:\n        async").replace(
        "        del", "    finally:\n        del"
    )
    expected = expected.replace("                await", "            await")
    assert fixed(code.replace("    ", step), "WSH303") == expected.replace("    ", step)


def test_what_is_decorated_goes_along_with_its_decorators() -> None:
    code = """\
CLIENTS = set()


async def handler(ws, once):
    CLIENTS.add(ws)

    @once
    async def answer(text):
        await ws.send(text)

    async for text in ws:
        await answer(text)
    CLIENTS.discard(ws)
"""
    ast.parse(fixed(code, "WSH303"))
    assert "    try:\n        @once\n        async def answer(text):\n" in fixed(code, "WSH303")


def test_a_removal_that_needs_a_name_from_in_between_stays_where_it_is() -> None:
    code = """\
CLIENTS = set()


async def handler(ws):
    CLIENTS.add(ws)
    await ws.send("hello")
    me = ws
    async for text in ws:
        await me.send(text)
    CLIENTS.discard(me)
"""
    assert [found.code for found in findings(code)] == ["WSH303"]
    assert fixes(code, "WSH303") == []
    assert fixes(code.replace("discard(me)", "discard(ws)"), "WSH303")
