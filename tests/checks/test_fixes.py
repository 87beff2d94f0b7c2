"""Fixes: after each of them the file parses, the finding is gone, none is new, and all else is as it was."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from textwrap import dedent

import pytest

from wshygiene_checks import packs, rules
from wshygiene_checks.confirmation import confirmed
from wshygiene_checks.facts import extract
from wshygiene_checks.finding import Edit, Finding, Fix
from wshygiene_checks.fix import RECIPES, fix_for

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*/*/bad_*.py"))
KNOWLEDGE = packs.load()


def findings(code: str) -> list[Finding]:
    return sorted(rules.find([extract("app.py", "app", code)], KNOWLEDGE, rules.BUILT), key=lambda each: each.line)


def fixes(code: str, *codes: str) -> list[Fix]:
    sites = confirmed([each for each in findings(code) if each.code in codes], code)
    return [fix for site in sites if (fix := fix_for(site))]


def applied(code: str, edits: tuple[Edit, ...]) -> str:
    lines = code.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]
    for edit in sorted(edits, key=lambda each: (each.line, each.column), reverse=True):
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        code = code[:start] + edit.content + code[end:]
    return code


def fixed(code: str, *codes: str) -> str:
    for _ in range(10):
        found = fixes(code, *codes)
        if not found:
            break
        code = applied(code, found[0].edits)
    return code


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fix_removes_its_finding_and_adds_none(sample: Path) -> None:
    code = sample.read_text()
    before = Counter(finding.code for finding in findings(code))
    for fixable in sorted(RECIPES):
        for fix in fixes(code, fixable):
            changed = applied(code, fix.edits)
            ast.parse(changed)
            after = Counter(finding.code for finding in findings(changed))
            assert after[fixable] == before[fixable] - 1, changed
            assert after <= before, changed


@pytest.mark.parametrize("code", sorted(RECIPES))
def test_every_recipe_has_a_sample_that_it_fixes(code: str) -> None:
    assert any(fixes(sample.read_text(), code) for sample in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixing_again_changes_nothing(sample: Path) -> None:
    once = fixed(sample.read_text(), *RECIPES)
    assert fixed(once, *RECIPES) == once


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


TASKS = """\
    import asyncio


    class Hub:
        def __init__(self) -> None:
            self._tasks = set()

        def push(self, message) -> None:
            task = asyncio.create_task(self.deliver(message))
            self._tasks.add(task)  # kept

        async def deliver(self, message) -> None:
            await message.send()

        async def close(self) -> None:
            for task in self._tasks:
                task.cancel()
    """


def test_a_task_leaves_its_set_when_it_is_done() -> None:
    code = dedent(TASKS)
    line = "        self._tasks.add(task)  # kept\n"
    assert fixed(code, "WSH304") == code.replace(line, f"{line}        task.add_done_callback(self._tasks.discard)\n")


def test_a_dropped_task_joins_the_set_its_class_has() -> None:
    code = dedent(TASKS).replace(
        "  # kept\n",
        "\n        task.add_done_callback(self._tasks.discard)\n\n    def wake(self) -> None:\n"
        "        asyncio.create_task(self.deliver(None))  # now\n",
    )
    assert fixed(code, "WSH201") == code.replace(
        "        asyncio.create_task(self.deliver(None))  # now\n",
        "        task = asyncio.create_task(self.deliver(None))  # now\n        self._tasks.add(task)\n"
        "        task.add_done_callback(self._tasks.discard)\n",
    )


KEEPS = """\
    import asyncio


    class Hub:
        def __init__(self) -> None:
            self._tasks = set()

        def push(self, ws) -> None:
            task = asyncio.create_task(ws.send("a"))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    {wake}
    """


@pytest.mark.parametrize(
    "wake",
    [
        "    @staticmethod\n    def wake(ws):\n        asyncio.create_task(ws.send())",
        "    @classmethod\n    def wake(cls, ws):\n        asyncio.create_task(ws.send())",
        "    class Inner:\n        def wake(self, ws):\n            asyncio.create_task(ws.send())",
        "class Outer:\n    class Inner:\n        def keep(self, task):\n"
        "            task.add_done_callback(self._tasks.discard)\n\n"
        "    def wake(self, ws):\n        asyncio.create_task(ws.send())",
    ],
)
def test_a_dropped_task_joins_no_set_that_is_not_at_hand(wake: str) -> None:
    code = dedent(KEEPS).replace("{wake}", wake)
    assert [found.code for found in findings(code)] == ["WSH201"]
    assert fixes(code, "WSH201") == []


def test_the_object_goes_by_the_name_that_the_method_has_for_it() -> None:
    code = dedent(KEEPS).replace("{wake}", "    def wake(this, ws):\n        asyncio.create_task(ws.send())")
    assert fixed(code, "WSH201").endswith(
        "this._tasks.add(task)\n        task.add_done_callback(this._tasks.discard)\n"
    )


def test_a_dropped_task_without_such_a_set_is_left_to_its_author() -> None:
    assert fixes("import asyncio\nasync def f(g):\n    asyncio.create_task(g())\n", "WSH201") == []


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
