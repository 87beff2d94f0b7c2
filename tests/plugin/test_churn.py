"""What grows in each cycle of ``wshygiene_churn`` is told by its path, its pace and the line that adds."""

from __future__ import annotations

import re

import pytest

from .one_session import Run, run_once

HUB = """
import asyncio
from collections import defaultdict
from http.cookies import SimpleCookie
from weakref import WeakKeyDictionary

class Session:
    pass

class Hub:
    def __init__(self):
        self.rooms = {}
        self.names = {}
        self.cookies = defaultdict(list)
        self.handlers = ()
        self.transcript = ""

    def join(self, room, who):
        self.rooms.setdefault(room, set()).add(who)  # join

    def name(self, number):
        self.names[number] = 1  # name

    def look_up(self, path):
        return self.cookies[path]  # look_up

    def on(self, handler):
        self.handlers = (*self.handlers, handler)  # on

    def write(self, text):
        self.transcript += text  # write

    async def serve(self, requests):
        while True:
            page = SimpleCookie()
            self.names[object()] = page  # serve
            await requests.get()

HUB = Hub()
SESSIONS = []
TASKS = []
COPIES = [0]

def copy():
    global COPIES
    COPIES = [*COPIES, 0]  # copy

async def beat():
    TASKS.append(asyncio.create_task(asyncio.sleep(60)))  # beat

class Desk:
    def __init__(self, loop):
        self.loop = loop

DESKS = WeakKeyDictionary()

async def sit_down():
    loop = asyncio.get_running_loop()
    DESKS.setdefault(loop, Desk(loop))

async def remind():
    asyncio.get_running_loop().call_later(60, asyncio.Event().set)  # remind

def counting_handler():
    seen = set()
    def handle(number):
        seen.add(number)  # handle
    return handle

async def answer(connection):
    async for message in connection:
        HUB.join("lobby", message)
"""

SUITE = """
import asyncio, itertools, logging
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
import hub

NUMBERS = itertools.count()

def test_room_that_is_never_left(wshygiene_churn):
    wshygiene_churn(lambda: hub.HUB.join("x", next(NUMBERS)))

def test_rooms(wshygiene_churn):
    wshygiene_churn(lambda: [hub.HUB.join(next(NUMBERS), 1) for _ in range(3)])

def test_local_hub(wshygiene_churn):
    manager = hub.Hub()
    wshygiene_churn(lambda: manager.name(next(NUMBERS)))

async def test_local_hub_of_a_coroutine(wshygiene_churn):
    manager = hub.Hub()
    async def scenario():
        manager.look_up(next(NUMBERS))
    await wshygiene_churn(scenario)

async def test_pages(wshygiene_churn):
    manager, requests = hub.Hub(), asyncio.Queue()
    serving = asyncio.create_task(manager.serve(requests))
    async def scenario():
        requests.put_nowait("page")
        await asyncio.sleep(0)
    try:
        await wshygiene_churn(scenario)
    finally:
        serving.cancel()
        await asyncio.wait([serving])

@pytest.fixture
def manager():
    return hub.Hub()

def test_hub_of_a_fixture(wshygiene_churn, manager):
    wshygiene_churn(lambda: manager.on(print))

def test_text(wshygiene_churn):
    wshygiene_churn(lambda: hub.HUB.write("hello"))

def test_larger_copies(wshygiene_churn):
    wshygiene_churn(lambda: hub.copy())

def test_objects(wshygiene_churn):
    wshygiene_churn(lambda: hub.SESSIONS.extend([hub.Session(), hub.Session()]))

def test_variable_of_a_handler(wshygiene_churn):
    handle = hub.counting_handler()
    wshygiene_churn(lambda: handle(next(NUMBERS)))

def test_loggers(wshygiene_churn):
    wshygiene_churn(lambda: logging.getLogger(f"connection.{next(NUMBERS)}"))

async def test_tasks(wshygiene_churn):
    try:
        await wshygiene_churn(hub.beat)
    finally:
        for task in hub.TASKS:
            task.cancel()
        await asyncio.wait(hub.TASKS)

def test_values_that_keep_their_keys(wshygiene_churn):
    wshygiene_churn(lambda: asyncio.run(hub.sit_down()))

async def test_timers(wshygiene_churn):
    await wshygiene_churn(hub.remind)

def test_data_that_ends(wshygiene_churn):
    data = list(range(12))
    wshygiene_churn(lambda: hub.HUB.join("finite", data.pop()))

async def test_server_of_the_test(wshygiene_churn):
    async with serve(hub.answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async def scenario():
            async with connect(f"ws://127.0.0.1:{port}") as connection:
                await connection.send(str(next(NUMBERS)))
        await wshygiene_churn(scenario)

async def test_forgotten_connections(wshygiene_churn):
    async with serve(hub.answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async def scenario():
            connection = await connect(f"ws://127.0.0.1:{port}")
            await (await connection.ping())
        await wshygiene_churn(scenario)

"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_once(tmp_path_factory.mktemp("suite"), "--wshygiene-graphs=graphs", suite=SUITE, hub=HUB)


def line_of(marker: str) -> int:
    return 1 + next(number for number, line in enumerate(HUB.splitlines()) if line.endswith(f"# {marker}"))


@pytest.mark.parametrize(
    ("name", "what", "pace", "marker"),
    [
        ("room_that_is_never_left", "hub.HUB.rooms['x']", 1, "join"),
        ("rooms", "hub.HUB.rooms", 3, "join"),
        ("local_hub", "manager.names", 1, "name"),
        ("local_hub_of_a_coroutine", "manager.cookies", 1, "look_up"),
        ("hub_of_a_fixture", "manager.handlers", 1, "on"),
        ("text", "hub.HUB.transcript", 5, "write"),
        ("larger_copies", "hub.COPIES", 1, "copy"),
        ("server_of_the_test", "hub.HUB.rooms['lobby']", 1, "join"),
        ("tasks", "hub.TASKS", 1, "beat"),
    ],
)
def test_a_container_is_named_by_its_path_and_who_adds(run: Run, name: str, what: str, pace: int, marker: str) -> None:
    section = run.section(f"test_{name}")
    assert f"\n    {what}: +{pace} per cycle\n" in section, section or run.output
    assert re.search(rf"added +hub\.py:{line_of(marker)} in ", section), section


def test_a_variable_that_only_a_function_has_is_found_where_the_program_adds(run: Run) -> None:
    assert f"hub.py:{line_of('handle')} in counting_handler.<locals>.handle" in run.section(
        "test_variable_of_a_handler"
    )


def test_objects_are_told_with_their_holder(run: Run) -> None:
    section = run.section("test_objects")
    assert "    live hub.Session: +2 per cycle\n        held by   hub.SESSIONS[" in section, section


def test_what_the_standard_library_keeps_for_the_program_is_told(run: Run) -> None:
    assert "loggerDict: +1 per cycle" in run.section("test_loggers")


def test_open_resources_are_told_with_their_birth(run: Run) -> None:
    section = run.section("test_tasks")
    assert "WSH300 growth: 2 things grew in each of 7 cycles of `beat`." in section
    assert re.search(
        rf"open task: \+1 per cycle\n        now .*\n        born +hub.py:{line_of('beat')} in beat", section
    )


def test_what_only_a_growing_resource_keeps_is_told_with_that(run: Run) -> None:
    section = run.section("test_timers")
    assert "WSH300 growth: something grew in each of 7 cycles of `remind`.\n    open timer: +1 per cycle\n" in section
    assert re.search(rf"born +hub.py:{line_of('remind')} in remind", section), section
    assert re.search(r"with them: .*live asyncio\.locks\.Event: \+1 per cycle", section), section


def test_what_is_kept_and_still_in_use_besides_is_told_with_what_keeps_it(run: Run) -> None:
    section = run.section("test_pages")
    head = r"something grew in each of 7 cycles of `scenario`\.\n    .*\.names: \+1 per cycle\n"
    assert re.search(head, section), section
    assert re.search(r"with them: .*live http\.cookies\.SimpleCookie: \+1 per cycle", section), section


def test_a_forgotten_connection_is_one_thing_that_grows(run: Run) -> None:
    section = run.section("test_forgotten_connections")
    head = "WSH300 growth: something grew in each of 7 cycles of `scenario`.\n    open connection: +2 per cycle\n"
    assert head in section, section
    assert "now       ClientConnection" in section
    assert "with them: open socket: +2 per cycle, open task: +3 per cycle, " in section


def test_a_weak_dictionary_holds_what_its_values_hold(run: Run) -> None:
    section = run.section("test_values_that_keep_their_keys")
    assert "`seen`" not in section, section  # what we keep of loops ourselves
    assert "    live hub.Desk: +1 per cycle\n        held by   hub.DESKS[" in section, section


def test_the_closing_line_counts_the_churns_that_have_found_something(run: Run) -> None:
    failed = sum("FAILED" in words for words in run.outcomes.values())
    assert re.search(rf"^wshygiene: .*growth in {failed} churns, {len(run.outcomes)} tests judged", run.output, re.M)


def test_data_that_ends_ends_only_the_repetition(run: Run) -> None:
    section = run.section("test_data_that_ends")
    assert "hub.HUB.rooms['finite']: +1 per cycle" in section, section
    assert "the cycles could not be repeated: IndexError: pop from empty list" in section


def test_memory_is_told_with_its_confidence(run: Run) -> None:
    figures = (
        r"live memory: \+[\d,]+ bytes per cycle \(95% sure: \+[\d,]+ to \+[\d,]+\); \+[\d,.]+ MB per hour if cycles"
    )
    assert re.search(figures, run.section("test_objects")), run.section("test_objects")


def test_growth_that_a_test_expects_is_none_of_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        KEPT = []

        def test_it(wshygiene_churn):
            with pytest.raises(pytest.fail.Exception, match="WSH300"):
                wshygiene_churn(lambda: KEPT.append(object()), cycles=7)
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=html:report.html")
    result.assert_outcomes(passed=1)
    assert "growth in" not in result.stdout.str()
    assert ">grew as expected<" in pytester.path.joinpath("report.html").read_text()
