"""A task joins and leaves the set that its class has for tasks, where that is at hand (WSH201, WSH304)."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .fixing import findings, fixed, fixes

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
