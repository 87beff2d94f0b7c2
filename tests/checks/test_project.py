"""What the linter knows once the files of a project are joined: families, types, flows, obligations."""

from __future__ import annotations

from textwrap import dedent

import pytest

from wshygiene_checks import packs
from wshygiene_checks.facts import extract
from wshygiene_checks.project import Acquisition, Obligation, Project, Unit, by_root, obligations

KNOWLEDGE = packs.load()


def project(**files: str) -> Project:
    facts = [extract(f"{name}.py", name.replace("__", "."), dedent(code)) for name, code in files.items()]
    return Project(facts, KNOWLEDGE)


def unit(joined: Project, name: str) -> Unit:
    return next(each for each in joined.units if each.function.name == name)


def tasks(joined: Project) -> list[Acquisition]:
    return list(joined.of_kind("task"))


def kept(joined: Project) -> list[Obligation]:
    return list(obligations(joined, "task"))


TASK = """
    import asyncio
    class Feed(Base):
        def open(self):
            self._pump = asyncio.create_task(self.pump())
"""


def test_a_release_in_a_base_class_of_another_file_counts() -> None:
    base = "class Base:\n    def close(self):\n        self._pump.cancel()\n"
    (obligation,) = kept(project(base=base, feed=f"from base import Base\n{dedent(TASK)}"))
    assert [did.unit.function.qualname for did in obligation.releases] == ["Base.close"]


def test_a_release_in_a_subclass_counts() -> None:
    sub = "from feed import Feed\nclass Prices(Feed):\n    def close(self):\n        self._pump.cancel()\n"
    (obligation,) = kept(project(feed=TASK, prices=sub))
    assert obligation.discharged


def test_a_release_by_a_sibling_class_does_not() -> None:
    sub = "from feed import Base\nclass Other(Base):\n    def close(self):\n        self._pump.cancel()\n"
    (obligation,) = kept(project(feed=f"class Base: pass\n{dedent(TASK)}", other=sub))
    assert not obligation.releases


def test_an_unknown_base_is_named() -> None:
    (obligation,) = kept(project(feed=f"from lib import Base\n{dedent(TASK)}"))
    assert obligation.family is not None
    assert obligation.family.unknown_bases == ("lib.Base",)


@pytest.mark.parametrize(
    "close",
    [
        "self._pump.cancel()",
        "pump, self._pump = self._pump, None\n            pump.cancel()",
        "for each in (self._beat, self._pump):\n                each.cancel()",
        "await self._pump",
        "await asyncio.gather(self._pump, return_exceptions=True)",
        "await asyncio.wait([self._pump])",
        "await finish(self._pump)",
        "return self._pump",
        "self.owner.tasks.append(self._pump)",
        "stack.callback(self._pump.cancel)",
    ],
)
def test_what_discharges_an_obligation(close: str) -> None:
    code = (
        dedent(TASK)
        + f"    async def close(self, stack, finish):\n        {close.replace('            ', '        ')}\n"
    )
    (obligation,) = kept(project(feed=code))
    assert obligation.discharged


@pytest.mark.parametrize(
    "close",
    [
        "pass",
        "self._beat.cancel()",
        "print(self._pump)",
        "log(self._pump.done())",
        "self._pump.add_done_callback(self.bye)",
        "self._pump = None",
    ],
)
def test_what_does_not(close: str) -> None:
    code = dedent(TASK) + f"    async def close(self):\n        {close}\n"
    (obligation,) = kept(project(feed=code))
    assert not obligation.discharged


def test_a_release_through_another_object_is_seen() -> None:
    app = "class App:\n    def stop(self):\n        self.feed._pump.cancel()\n"
    (obligation,) = kept(project(feed=TASK, app=app))
    assert obligation.released_outside


@pytest.mark.parametrize(
    ("body", "unused"),
    [
        ("asyncio.create_task(g())", True),
        ("task = asyncio.create_task(g())", True),
        ("_ = asyncio.create_task(g())", True),
        ("await asyncio.create_task(g())", False),
        ("return asyncio.create_task(g())", False),
        ("task = asyncio.create_task(g())\n    await task", False),
        ("task = asyncio.create_task(g())\n    task.cancel()", False),
        ("TASKS.add(asyncio.create_task(g()))", False),
        ("task = asyncio.create_task(g())\n    TASKS.add(task)", False),
        ("tasks = [asyncio.create_task(g())]\n    await asyncio.wait(tasks)", False),
        ("task = asyncio.create_task(g())\n    def inner():\n        task.cancel()\n    return inner", False),
        ("asyncio.create_task(g()).add_done_callback(done)", False),
    ],
)
def test_whether_a_result_can_still_be_reached(body: str, unused: bool) -> None:
    joined = project(app=f"import asyncio\nTASKS = set()\nasync def f():\n    {body}\n")
    (task,) = tasks(joined)
    assert joined.flow(task.unit, task.call).unused is unused


@pytest.mark.parametrize(
    ("code", "path", "type_"),
    [
        ("def f(hub: Hub): ...", "%hub", "app.Hub"),
        ("def f():\n    hub = Hub()", "%hub", "app.Hub"),
        ("def make() -> Hub: ...\ndef f():\n    hub = make()", "%hub", "app.Hub"),
        ("class C:\n    def __init__(self, hub: Hub): self.hub = hub\n    def f(self): ...", "self.hub", "app.Hub"),
        (
            "class C:\n    def __init__(self): self.hub = Hub()\nclass D(C):\n    def f(self): ...",
            "self.hub",
            "app.Hub",
        ),
        ("import asyncio\ndef f():\n    loop = asyncio.get_running_loop()", "%loop", "asyncio.get_running_loop"),
        ("HUB = Hub()\ndef f(): ...", "app.HUB", "app.Hub"),
        ("class C:\n    def hub(self) -> Hub: ...\n    def f(self): ...", "self.hub", "app.Hub"),
    ],
)
def test_types_are_read_from_annotations_and_constructors(code: str, path: str, type_: str) -> None:
    joined = project(app=f"class Hub: ...\n{code}\n")
    assert type_ in joined.types.of(unit(joined, "f"), path)


def test_a_first_party_method_is_not_the_librarys() -> None:
    code = """
        class Hass:
            def create_task(self, target): self.tasks.add(target)
        class C:
            def __init__(self, loop: Hass): self.loop = loop
            def f(self): self.loop.create_task(self.pump())
    """
    assert tasks(project(app=code)) == []


def test_globals_are_seen_from_every_file() -> None:
    state = "ROOMS = {}\n"
    app = "import state\ndef join(ws):\n    state.ROOMS[ws.id] = ws\n"
    other = "from state import ROOMS as R\ndef leave(ws):\n    R.pop(ws.id)\n"
    place = project(state=state, app=app, other=other).globals["state.ROOMS"]
    assert [did.what.name for did in place.called] == ["pop"]
    assert [did.part for did in place.set] == ["", "[]"]


def test_a_re_export_leads_to_the_class_inside_of_its_own_package() -> None:
    hub = "from app.interfaces import Provider\nclass Hub:\n    def __init__(self, given: Provider): self.given = given"
    joined = project(
        app__metrics__emitter="class Provider: pass",
        app__interfaces__central="class Provider:\n    @property\n    def bus(self) -> Bus: ...\nclass Bus: pass",
        app__hub=hub,
    )
    found = joined.types.of(unit(joined, "__init__"), "self.given.bus")
    assert found == {"app.interfaces.central.Bus"}


def test_packages_of_the_same_name_in_two_folders_are_kept_apart() -> None:
    """A release in the one says nothing about the other, which is never imported beside it."""
    feed = dedent(TASK).replace("(Base)", "").replace("self.pump())", "asyncio.sleep(1))")
    close = "    def close(self):\n        self._pump.cancel()\n"
    paths = ("one/app/feed.py", "two/app/feed.py", "tools/run.py")
    texts = (feed, feed + close, "import app.feed\n")
    facts = [
        extract(path, path.partition("/")[2].removesuffix(".py").replace("/", "."), text)
        for path, text in zip(paths, texts, strict=True)
    ]
    groups = [[file.path for file in group] for group in by_root(facts)]
    assert groups == [["tools/run.py"], ["one/app/feed.py"], ["two/app/feed.py"]]
    discharged = [obligation.discharged for group in by_root(facts) for obligation in kept(Project(group, KNOWLEDGE))]
    assert discharged == [False, True]


@pytest.mark.parametrize("name", ["app.gateway.on_client", "on_client"])
def test_the_user_names_what_runs_for_each_connection(name: str) -> None:
    facts = extract("app/gateway.py", "app.gateway", "def on_client(peer): ...\ndef other(peer): ...\n")
    joined = Project([facts], KNOWLEDGE, entry_points=frozenset({name}))
    assert joined.roles.is_hot(unit(joined, "on_client"))
    assert not joined.roles.is_hot(unit(joined, "other"))


ROLES = """
    import contextlib
    import aiohttp.web
    import socketio
    sio = socketio.AsyncServer()

    @sio.on("connect")
    async def came(sid, environ): ...

    @sio.on("disconnect")
    async def left(sid): ...

    @sio.on("chat")
    async def chatted(sid, data): ...

    @sio.event
    async def disconnect(sid): ...

    @app.on_event("shutdown")
    async def ended(): ...

    async def handler(request: aiohttp.web.Request):
        ws = aiohttp.web.WebSocketResponse()

    @contextlib.asynccontextmanager
    async def lifespan(app): ...

    @contextlib.asynccontextmanager
    async def session(app): ...
"""


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("came", "connection open"),
        ("left", "connection close"),
        ("chatted", "message message"),
        ("disconnect", "connection close"),
        ("ended", "application shutdown"),
        ("handler", "connection whole"),
        ("lifespan", "application whole"),
        ("session", None),
    ],
)
def test_an_entry_point_is_told_by_its_event_and_its_name(name: str, role: str | None) -> None:
    joined = project(app=ROLES)
    entry = joined.roles.entry(unit(joined, name))
    assert (f"{entry.lifetime} {entry.role}" if entry else None) == role


def test_a_nested_function_is_not_the_one_of_the_module_that_has_its_name() -> None:
    text = (
        "def let_go(owner):\n    owner.task.cancel()\n\n"
        "class Feed:\n    def stop(self):\n        let_go(self)\n\n"
        "def end_all(feeds):\n    def let_go(feed):\n        feed.timer.cancel()\n"
        "    return [let_go(each) for each in feeds]\n"
    )
    found = Project([extract("app.py", "app", text)], packs.load())
    calls = {unit.name: [call.path for call in unit.function.calls] for unit in found.units}
    assert calls["app.let_go"] == []
    assert calls["app.end_all.let_go"] == ["%feed.timer.cancel"]
    assert "self.task.cancel" in calls["app.Feed.stop"]
