"""What has a name is read as what it stands for, where that is certain: constants, arguments, types."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from wshygiene_checks.facts import Call, FileFacts, Function, Value, extract


def read(code: str) -> FileFacts:
    return extract("app.py", "app", code)


def calls(code: str, name: str) -> Iterator[Call]:
    return (call for function in read(code).functions for call in function.calls if call.name == name)


def function(code: str, name: str = "serve") -> Function:
    return next(each for each in read(code).functions if each.name == name)


@pytest.mark.parametrize("bound", ['PRICE = "price"', 'PRICE: Final = "price"'])
def test_a_constant_of_the_module_is_its_value(bound: str) -> None:
    (call,) = calls(f"{bound}\n\ndef serve(bus, show):\n    bus.on(PRICE, show)\n", "on")
    assert call.args[0] == Value("constant", "'price'", -1, ())


@pytest.mark.parametrize(
    "bound",
    [
        'PRICE = "price"\nif LATER:\n    PRICE = "prices"',
        'PRICE = "price"\n\ndef rename():\n    global PRICE, TRADE\n    PRICE = "prices"',
        'price = "price"\nPRICE = price',
        "PRICE = None",
        'class Names:\n    PRICE = "price"',
    ],
    ids=["bound twice", "rebound", "not written out", "nothing yet", "of a class"],
)
def test_what_may_be_another_value_is_a_name(bound: str) -> None:
    (call,) = calls(f"{bound}\n\ndef serve(bus, show):\n    bus.on(PRICE, show)\n", "on")
    assert call.args[0].kind == "path"


def test_a_million_empty_lines_are_searched_in_one_pass() -> None:
    """With time that grows with the square of the lines this would not come to its end."""
    (call,) = calls('PRICE = "price"\n' + "\n" * 1_000_000 + "def serve(bus, show):\n    bus.on(PRICE, show)\n", "on")
    assert call.args[0].kind == "constant"


def test_a_constant_of_a_class_is_its_value() -> None:
    code = 'class Names(Enum):\n    PRICE = "price"\n\ndef serve(bus, show):\n    bus.on(Names.PRICE, show)\n'
    (call,) = calls(code, "on")
    assert call.args[0] == Value("constant", "'price'", -1, ())


def test_a_constant_of_a_class_that_is_set_again_is_a_name() -> None:
    bound = "class Hub:\n    DELAY = 5\n\nHub.DELAY = later()\n"
    (call,) = calls(f"{bound}\ndef serve(loop, show):\n    loop.call_later(Hub.DELAY, show)\n", "call_later")
    assert call.args[0].path == "app.Hub.DELAY"


@pytest.mark.parametrize(("written", "kind"), [("5", "constant"), ("'price'", "path")])
def test_of_constants_of_the_object_only_numbers_are_values(written: str, kind: str) -> None:
    """A subclass may have another name for the event, and take the handler off with that."""
    code = f"class Hub:\n    SIGN = {written}\n\n    def serve(self, bus, show):\n        bus.on(self.SIGN, show)\n"
    (call,) = calls(code, "on")
    assert call.args[0].kind == kind


@pytest.mark.parametrize("name", ["ROOMS", "rooms_key"])
def test_a_key_is_known_by_its_name_because_other_files_import_it(name: str) -> None:
    (store,) = function(f'{name} = "rooms"\n\ndef serve(app):\n    app[{name}] = {{}}\n').stores
    assert store.path == f"%app.__key__.{name}"


def test_a_key_that_is_a_local_is_another_one_each_time() -> None:
    (store,) = function("def serve(app, key):\n    app[key] = {}\n").stores
    assert store.path == "%app[]"


@pytest.mark.parametrize(
    "body",
    [
        "pump = line.pump()\n    line.task = asyncio.create_task(pump, name=name)",
        "loop = line.loop\n    pump = line.pump()\n    where = loop\n    line.task = where.create_task(pump)",
        "name = f'{line.name}-beat'\n    pump = line.pump()\n    line.task = create_task(pump, name=name)",
    ],
    ids=["next", "names between", "two names"],
)
def test_an_argument_that_only_has_a_name_is_read_in_its_place(body: str) -> None:
    (call,) = calls(f"async def serve(line, name):\n    {body}\n", "create_task")
    assert call.args[0].kind == "call"
    assert call.args[0].path == "%line.pump()"


@pytest.mark.parametrize(
    "body",
    [
        "pump = line.pump()\n    line.task = asyncio.create_task(pump)\n    print(pump)",
        "pump = line.pump()\n    await line.ready\n    line.task = asyncio.create_task(pump)",
        "pump = line.pump()\n    if pump:\n        line.task = asyncio.create_task(pump)",
        "pump = line.pump()\n    line.task = asyncio.create_task(outer(lambda: pump))",
        "global pump\n    pump = line.pump()\n    line.task = asyncio.create_task(pump)",
    ],
    ids=["read again", "something between", "another block", "read later", "global"],
)
def test_an_argument_whose_name_means_more_keeps_it(body: str) -> None:
    stores = function(f"async def serve(line):\n    {body}\n").stores
    assert [store.value.path for store in stores if store.path.endswith("pump")] == ["%line.pump()"]


def test_what_has_to_be_released_keeps_its_name() -> None:
    stores = function("def serve(port):\n    sock = connect(port)\n    send(sock)\n").stores
    assert [store.path for store in stores] == ["%sock"]


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("Bus", "app.Bus"),
        ("'Bus'", "app.Bus"),
        ("'Bus | None'", "app.Bus"),
        ("'None | Bus'", "app.Bus"),
        ("'Optional[Bus]'", "app.Bus"),
        ("Union[None, Bus]", "app.Bus"),
        ("Annotated['Bus', 'of prices']", "app.Bus"),
        ("'list[Bus]'", "list"),
        ("Any", ""),
        ("'Any'", ""),
        ("'Bus of prices'", ""),
    ],
)
def test_the_type_of_a_parameter(written: str, type_: str) -> None:
    head = "from typing import Annotated, Any, Optional, Union\n\nclass Bus: ...\n\n"
    (parameter,) = function(f"{head}def serve(bus: {written}): ...\n").params
    assert parameter.annotation == type_


@pytest.mark.parametrize(
    ("use", "counts"),
    [
        ("print(self.task)", False),
        ("logger.debug('%s', self.task)", False),
        ("logger.debug(f'{self.task!r}')", False),
        ("print(len(self.task))", False),
        ("print(self.task.cancel())", True),
        ("max(self.task).cancel()", True),
        ("logger.debug('%s', self.task)\n    self.task.cancel()", True),
    ],
)
def test_what_is_only_shown_is_not_used(use: str, counts: bool) -> None:
    assert ("task" in read(f"def serve(self, logger):\n    {use}\n").loaded) == counts


def test_a_signature_is_no_function() -> None:
    code = "from typing import overload\n\n@overload\ndef serve(a: int) -> int: ...\n\ndef serve(a):\n    return a\n"
    assert [each.line for each in read(code).functions if each.name == "serve"] == [6]


def test_reading_leaves_nothing_to_the_garbage_collector() -> None:
    """It is turned off while files are read: a tree that waits for it would stay until the last one."""
    code = "def serve(self, loop):\n    pump = self.pump()\n    where = loop\n    self.task = where.create_task(pump)\n"
    read(code)
    gc.collect()
    gc.disable()
    try:
        read(code)
        assert gc.collect() == 0
    finally:
        gc.enable()
