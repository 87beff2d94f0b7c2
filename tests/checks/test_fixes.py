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
        "        task = asyncio.create_task(self.deliver(None))\n        self._tasks.add(task)\n"
        "        task.add_done_callback(self._tasks.discard)  # now\n",
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
