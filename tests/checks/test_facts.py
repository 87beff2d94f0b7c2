"""What the linter reads out of one file: whose a name is, and what becomes of what a call returns."""

from __future__ import annotations

from textwrap import dedent

import pytest

from wshygiene_checks.facts import Call, Function, Store, extract


def function(code: str, name: str = "f", module: str = "app.feed") -> Function:
    facts = extract("app/feed.py", module, dedent(code))
    return next(each for each in facts.functions if each.name == name)


def calls(code: str, name: str = "f") -> list[str]:
    return [call.path for call in function(code, name).calls]


def call(code: str, path: str, name: str = "f") -> Call:
    return next(each for each in function(code, name).calls if each.path == path)


def stores(code: str, name: str = "f") -> list[Store]:
    return list(function(code, name).stores)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("import asyncio\ndef f(): asyncio.create_task(g())", "asyncio.create_task"),
        ("import asyncio as aio\ndef f(): aio.create_task(g())", "asyncio.create_task"),
        ("from asyncio import create_task as spawn\ndef f(): spawn(g())", "asyncio.create_task"),
        ("def f():\n  from asyncio import create_task\n  create_task(g())", "asyncio.create_task"),
        ("from .state import ROOMS\ndef f(): ROOMS.clear()", "app.state.ROOMS.clear"),
        ("from .. import hub\ndef f(): hub.stop()", "hub.stop"),
        ("ROOMS = {}\ndef f(): ROOMS.clear()", "app.feed.ROOMS.clear"),
        ("def f(loop): loop.call_later(1, g)", "%loop.call_later"),
        (
            "import asyncio\ndef f(): asyncio.get_running_loop().call_later(1, g)",
            "asyncio.get_running_loop().call_later",
        ),
        (
            "from functools import partial\nimport asyncio\ndef f():\n  loop = asyncio.new_event_loop()\n  loop.stop()",
            "%loop.stop",
        ),
        ("from socket import *\ndef f(): create_connection(a)", "socket.create_connection"),
        ("from socket import *\ndef f(): open(a)", "open"),
        ("from socket import *\ndef f(socket): socket()", "%socket"),
        ("from socket import *\ndef socket(): pass\ndef f(): socket()", "app.feed.socket"),
        ("from socket import *\nfrom ssl import *\ndef f(): create_connection(a)", "create_connection"),
        ("from .names import *\ndef f(): socket.socket()", "socket.socket"),  # that module has imported it, too
        ("try:\n  import a\nexcept ImportError:\n  import b as a\ndef f(): a.open()", "a.open"),
        ("def f():\n  try:\n    import a\n  except ImportError:\n    import b as a\n  a.open()", "a.open"),
        ("try:\n  a.b\nexcept Error:\n  import b as a\ndef f(): a.open()", "b.open"),  # instead of nothing
    ],
)
def test_names_are_resolved(code: str, path: str) -> None:
    assert path in calls(code)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("t = self._task\nt.cancel()", "self._task.cancel"),
        ("(t := self._task).cancel()", "self._task.cancel"),
        ("if t := self._task: t.cancel()", "self._task.cancel"),
        ("t, self._task = self._task, None\nt.cancel()", "self._task.cancel"),
        ("for t in self._tasks: t.cancel()", "self._tasks[].cancel"),
        ("for t in list(self._tasks): t.cancel()", "self._tasks[].cancel"),
        ("for t in self._tasks.values(): t.cancel()", "self._tasks[].cancel"),
        ("for k, t in self._tasks.items(): t.cancel()", "self._tasks[].cancel"),
        ("for n, t in enumerate(self._tasks): t.cancel()", "self._tasks[].cancel"),
        ("[t.cancel() for t in self._tasks]", "self._tasks[].cancel"),
        ("while self._tasks: self._tasks.pop().cancel()", "self._tasks[].cancel"),
        ("t = self._tasks.pop(key, None)\nt.cancel()", "self._tasks[].cancel"),
        ("_, t = self._tasks.popitem()\nt.cancel()", "self._tasks[].cancel"),
        ("self._name, t = self._tasks.popitem()\nt.cancel()", "self._tasks[].cancel"),
        ("self._tasks[key].cancel()", "self._tasks[].cancel"),
        ("tasks = self._tasks\nfor t in tasks.copy(): t.cancel()", "self._tasks[].cancel"),
        ("getattr(self, '_task').cancel()", "self._task.cancel"),
        ("me = self\nme._task.cancel()", "self._task.cancel"),
        ("def inner():\n    self._task.cancel()", None),
        ("t = self._task\nt = other\nt.cancel()", "other.cancel"),
    ],
)
def test_an_alias_is_the_thing_it_stands_for(body: str, path: str | None) -> None:
    code = "class C:\n    def f(self, key):\n" + "".join(f"        {line}\n" for line in body.splitlines())
    assert (path in calls(code)) if path else ("self._task.cancel" in calls(code, "inner"))


@pytest.mark.parametrize(
    ("line", "use", "targets"),
    [
        ("start(x)", "drop", ()),
        ("await start(x)", "drop", ()),
        ("t = start(x)", "store", ("%t",)),
        ("self.t = start(x)", "store", ("self.t",)),
        ("t = self.t = start(x)", "store", ("%t", "self.t")),
        ("self.ts[k] = start(x)", "store", ("self.ts[]",)),
        ("return start(x)", "return", ()),
        ("use(start(x))", "argument", ()),
        ("start(x).name()", "receiver", ()),
        ("yield start(x)", "yield", ()),
        ("t = start(x) if y else None", "store", ("%t",)),
        ("t = old or start(x)", "store", ("%t",)),
    ],
)
def test_what_becomes_of_a_result(line: str, use: str, targets: tuple[str, ...]) -> None:
    code = f"class C:\n    async def f(self, x, y, k, old, start):\n        {line}\n"
    found = call(code, "%start")
    assert (found.use, found.targets) == (use, targets)
    assert found.awaited is line.startswith("await")


def test_an_element_of_a_display_is_nested() -> None:
    found = call("def f(start):\n    ts = [start(1), start(2)]", "%start")
    assert (found.use, found.targets, found.nested) == ("store", ("%ts",), True)


def test_the_consumer_of_an_argument_is_named() -> None:
    code = "async def f(gather, start):\n    await gather(*[start(x) for x in y])"
    outer, inner = call(code, "%gather"), call(code, "%start")
    assert (inner.use, inner.consumer, inner.nested) == ("argument", outer.order, True)


def test_blocks_say_under_which_condition_something_happens() -> None:
    code = """
        async def f(ws, rooms):
            rooms.add(ws)
            try:
                async for message in ws:
                    if message is not None:
                        rooms.discard(ws)
            except (ValueError, ConnectionError):
                rooms.clear()
            finally:
                rooms.pop()
    """
    found = function(code)
    kinds = {each.name: [] for each in found.calls}
    for each in found.calls:
        block = each.block
        while block:
            kinds[each.name].append(found.blocks[block].kind)
            block = found.blocks[block].parent
    assert kinds == {"add": [], "discard": ["if", "async for", "try"], "clear": ["except"], "pop": ["finally"]}
    handler = next(block for block in found.blocks if block.kind == "except")
    assert handler.names == ("ValueError", "ConnectionError")
    condition = next(block for block in found.blocks if block.kind == "if")
    assert [(atom.test, atom.path) for atom in condition.atoms] == [("not none", "%ws[]")]


def test_item_stores_and_deletions_have_keys() -> None:
    kinds = [
        (store.path, store.kind, store.key and store.key.path)
        for store in stores("def f(d, k):\n  d[k] = 1\n  del d[k]")
    ]
    assert kinds == [("%d[]", "set", "%k"), ("%d[]", "delete", "%k")]


@pytest.mark.parametrize(
    ("annotation", "path"),
    [
        ("asyncio.Task | None", "asyncio.Task"),
        ("None | asyncio.Task", "asyncio.Task"),
        ("Optional[asyncio.Task]", "asyncio.Task"),
        ("'asyncio.Task'", "asyncio.Task"),
        ("'asyncio.Task[None] | None'", "asyncio.Task"),
        ("dict[str, int]", "dict"),
        ("ClassVar[dict[str, int]]", "dict"),
    ],
)
def test_annotations_lose_what_is_optional(annotation: str, path: str) -> None:
    code = f"import asyncio\nfrom typing import ClassVar, Optional\ndef f():\n    x: {annotation} = g()\n"
    assert [store.annotation for store in stores(code)] == [path]


def test_a_default_that_is_made_once_belongs_to_its_parameter() -> None:
    facts = extract("a.py", "a", "def f(a, b=[], /, c=None, d=dict(), *e, g, h={1}, i=(), **j): pass\n")
    shared = {each.name: each.shared for function in facts.functions for each in function.params}
    assert {name: value.path for name, value in shared.items() if value.is_new and value.path != "tuple"} == {
        "b": "list",
        "d": "dict()",
        "h": "set",
    }


def test_class_attributes_are_attributes_of_the_instance() -> None:
    facts = extract("a.py", "a", "class C:\n    rooms = {}\n    def f(self): self.rooms.clear()\n")
    body, method = [each for each in facts.functions if each.owner]
    assert [store.path for store in body.stores] == ["self.rooms"]
    assert [call.path for call in method.calls] == ["self.rooms.clear"]


def test_the_name_of_the_class_leads_to_its_attributes_in_its_own_methods_only() -> None:
    code = (
        "class C:\n    rooms: dict = {}\n    rooms = {}\n    def f(self): C.rooms[self.x] = C.other\n"
        "class D:\n    def f(self): C.rooms.clear()\n"
        "C.rooms.clear()\n"
    )
    by_name = {each.qualname: each for each in extract("a.py", "a", code).functions}
    assert [(store.path, store.value.path) for store in by_name["C.f"].stores] == [("self.rooms[]", "a.C.other")]
    assert [call.path for call in by_name["D.f"].calls] == ["a.C.rooms.clear"]
    assert [call.path for call in by_name["<module>"].calls] == ["a.C.rooms.clear"]


def test_a_static_method_has_no_self() -> None:
    assert calls("class C:\n    @staticmethod\n    def f(x): x.stop()") == ["%x.stop"]


def test_facts_survive_a_cache() -> None:
    import pickle

    facts = extract(
        "a.py", "a", "import asyncio\nclass C(B):\n    async def f(self, x=1):\n        await asyncio.sleep(x)\n"
    )
    assert pickle.loads(pickle.dumps(facts)) == facts


@pytest.mark.parametrize("text", ["def f(:", "x = 1\x00", "(" * 300 + ")" * 300])
def test_what_is_not_python_is_refused(text: str) -> None:
    with pytest.raises((SyntaxError, ValueError, RecursionError, MemoryError)):
        extract("a.py", "a", text)


def test_the_other_branch_tells_what_was_tested_not_what_the_name_became_in_the_first() -> None:
    code = "def f(task):\n  if task is None:\n    task = shared.task\n  else:\n    task.cancel()"
    atoms = {block.kind: [(atom.test, atom.path) for atom in block.atoms] for block in function(code).blocks}
    assert atoms["if"] == [("none", "%task")]
    assert atoms["else"] == [("not none", "%task")]


def test_a_condition_is_read_once() -> None:
    found = function("def f(found):\n  if any(each for each in found):\n    stop()")
    assert [block.kind for block in found.blocks] == ["body", "comprehension", "if"]


def test_paths_that_begin_outside_the_function_are_listed() -> None:
    facts = extract("app/feed.py", "app.feed", "from .state import ROOMS as kept\ndef f(self, x): kept.add(x, self.y)")
    assert facts.beyond == ("app.state.ROOMS",)


def test_unpacking_into_nothing_is_read() -> None:
    assert calls("def f(start):\n    () = start()\n") == ["%start"]


def test_equal_literals_are_one_record_and_different_ones_stay_apart() -> None:
    """A project says them again and again: one by one they would be a tenth of what its facts weigh."""
    code = "\n" * 1000 + "def f(ws):\n  ws.send('a', 10, 1, True, 0, False, [], {}, ())"
    one, two = call(code, "%ws.send"), call(code, "%ws.send")
    assert all(first is second for first, second in zip(one.args, two.args, strict=True))
    assert [each.path for each in one.args] == ["'a'", "10", "1", "True", "0", "False", "list", "dict", "tuple"]
    assert one.line is one.end_line


def test_attributes_that_a_file_reads_are_told_in_the_order_of_the_text() -> None:
    code = "def f(self):\n  self.feed.start()\n  self.room.close()\n  self.feed.stop()"
    assert extract("app/feed.py", "app.feed", code).loaded == ("start", "feed", "close", "room", "stop")


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("from app.hub import HUB\ndef f(): HUB.clear()", "backend.app.hub.HUB.clear"),
        ("def f():\n  from app.hub import HUB\n  HUB.clear()", "backend.app.hub.HUB.clear"),
        ("import app.hub as hub\ndef f(): hub.clear()", "backend.app.hub.clear"),
        ("import app.hub\ndef f(): app.hub.clear()", "backend.app.hub.clear"),
        ("from app.store import rows\ndef f(): rows.clear()", "store.rows.clear"),
        ("from application import hub\ndef f(): hub.clear()", "application.hub.clear"),
        ("from .app import hub\ndef f(): hub.clear()", "backend.app.hub.clear"),
    ],
)
def test_what_a_program_calls_otherwise_has_one_name(code: str, path: str) -> None:
    facts = extract("backend/main.py", "backend.main", code, {"app": "backend.app", "app.store": "store"})
    assert [call.path for each in facts.functions if each.name == "f" for call in each.calls] == [path]
