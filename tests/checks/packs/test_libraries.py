"""What the packs say of a library is compared with the library itself, where it is installed."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import tomllib
from collections.abc import Iterator
from functools import cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import pytest

from wshygiene_checks.packs import Argument, Entry, Limit, load, loading

PACKS = {name: tomllib.loads(data.decode()) for name, data in loading._sources().items()}
ENTRIES = [pytest.param(entry, id=entry.id) for entry in load().entries]
LIBRARIES = [pytest.param(name, id=name) for name in PACKS if name != "vocabulary"]
CALLABLES = FunctionType | BuiltinFunctionType | MethodType

# There on some systems only.
ELSEWHERE = {
    *("selectors.KqueueSelector", "selectors.EpollSelector", "selectors.PollSelector"),
    *("os.pipe2", "os.memfd_create", "os.eventfd"),
}
# Their handlers are found by name and have no default.
DISPATCHED_BY_NAME = {"socketio"}

pytestmark = pytest.mark.filterwarnings("ignore")  # old names of libraries warn when they are imported

entries = pytest.mark.parametrize("entry", ENTRIES)


def library(pack: str) -> None:
    pytest.importorskip(PACKS[pack]["library"], exc_type=ImportError)


@cache
def found(name: str) -> Any:
    """The object of this dotted name; a test is skipped where its package is not installed."""
    parts = name.split(".")
    module = importlib.import_module(parts[0])
    for number, part in enumerate(parts[1:], 2):
        try:
            module = getattr(module, part)
        except AttributeError:
            module = importlib.import_module(".".join(parts[:number]))
    return module


def resolved(names: tuple[str, ...]) -> Iterator[Any]:
    """The objects of all dotted names whose package is installed; a name that is not there fails the test."""
    for name in names:
        if name.startswith(".") or name == "*" or name in ELSEWHERE or hasattr(builtins, name):
            continue
        try:
            yield found(name)
        except ModuleNotFoundError as error:  # the package itself, or another one that this part of it needs
            if error.name == name or str(error.name).startswith(f"{name.partition('.')[0]}."):
                raise
        except RuntimeError:  # autobahn can be used with one of its two networks in a process, not with both
            continue


def with_members(names: tuple[str, ...]) -> list[Any]:
    """The types and instances among these names; functions tell nothing of what they return."""
    return [one for one in resolved(names) if not isinstance(one, CALLABLES)]


def called(entry: Entry) -> list[Any]:
    """Everything the entry's acquire names stand for, methods looked up on its receivers."""
    plain = list(resolved(entry.acquire))
    methods = [name.removeprefix(".") for name in entry.acquire if name.startswith(".")]
    owners = list(resolved(tuple(name for name in entry.receivers if name != "*")))
    return plain + [getattr(owner, name) for owner in owners for name in methods if hasattr(owner, name)]


def parameters(call: Any) -> list[inspect.Parameter] | None:
    try:
        given = list(inspect.signature(call).parameters.values())
    except (TypeError, ValueError):
        return None  # written in C, without a signature
    return given[1:] if given and given[0].name == "self" else given


def takes_any(given: list[inspect.Parameter], kind: Any) -> bool:
    return any(parameter.kind is kind for parameter in given)


def has_keyword(given: list[inspect.Parameter], keyword: str) -> bool:
    named = any(parameter.name == keyword for parameter in given)
    return named or takes_any(given, inspect.Parameter.VAR_KEYWORD)


def fits(given: list[inspect.Parameter], argument: Argument) -> bool:
    by_place = [one for one in given if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    place, keyword = argument.position, argument.keyword
    if place is None:
        return has_keyword(given, str(keyword))
    if place >= len(by_place):
        return takes_any(given, inspect.Parameter.VAR_POSITIONAL)
    return keyword is None or by_place[place].name == keyword


@entries
def test_acquired_names_exist(entry: Entry):
    library(entry.pack)
    list(resolved(entry.acquire))
    list(resolved(entry.handle))
    list(resolved(entry.receivers))


@entries
def test_methods_exist_on_their_receivers(entry: Entry):
    library(entry.pack)
    owners = with_members(entry.receivers)
    methods = [name.removeprefix(".") for name in entry.acquire if name.startswith(".")]
    for owner in owners if methods else ():
        assert any(hasattr(owner, name) for name in methods), owner
    for name in methods if owners else ():
        assert any(hasattr(owner, name) for owner in owners), name


@entries
def test_releases_exist_where_they_are_called(entry: Entry):
    library(entry.pack)
    list(resolved(tuple(name for name in entry.release if "." in name)))
    methods = [name for name in entry.release if "." not in name]
    on_handle = entry.release_on == "handle"
    owners = with_members(entry.handle or entry.acquire if on_handle else entry.receivers)
    for name in methods if owners else ():
        assert any(hasattr(owner, name) for owner in owners), name
    for owner in owners if methods else ():
        assert any(hasattr(owner, name) for name in methods), owner


@entries
def test_releases_of_everything_exist_on_the_receiver(entry: Entry):
    library(entry.pack)
    owners = with_members(entry.receivers)
    for name in entry.release_all if owners else ():
        assert any(hasattr(owner, name) for owner in owners), name


@entries
def test_arguments_are_where_the_pack_says(entry: Entry):
    library(entry.pack)
    arguments = [
        argument
        for argument in (entry.event_arg, entry.handler_arg, entry.key_arg, entry.delay_arg, entry.coroutine_arg)
        if argument is not None
    ]
    signatures = [given for call in called(entry) if (given := parameters(call)) is not None]
    for argument in arguments if signatures else ():
        assert any(fits(given, argument) for given in signatures), argument


@entries
def test_keywords_exist(entry: Entry):
    library(entry.pack)
    words = (entry.weak_keyword, entry.idempotent_keyword, entry.daemon_kwarg, *entry.owns_args)
    signatures = [given for call in called(entry) if (given := parameters(call)) is not None]
    for word in filter(None, words):
        assert any(has_keyword(given, word) for given in signatures), word


@entries
def test_starts_exist_on_the_handle(entry: Entry):
    library(entry.pack)
    owners = with_members(entry.handle or entry.acquire)
    for name in entry.starts if owners else ():
        assert any(hasattr(owner, name) for owner in owners), name


@entries
def test_coroutines_are_awaited(entry: Entry):
    library(entry.pack)
    calls = called(entry)
    if calls and all(inspect.iscoroutinefunction(call) for call in calls):
        assert entry.awaited


@entries
def test_weakness_is_the_default_of_the_library(entry: Entry):
    library(entry.pack)
    for call in called(entry) if entry.weak_keyword else ():
        default = {parameter.name: parameter.default for parameter in parameters(call) or ()}[entry.weak_keyword]
        assert default is entry.weak


#: What only newer versions than the oldest that is supported can enter: `QueueListener` from Python 3.14 on.
ENTERED_SINCE = {"logging.queue-listener"}


def is_entered(entry: Entry) -> bool:
    """Whether there is one right way in; aiohttp's session has ``__enter__``, too, which refuses."""
    return entry.context_manager or entry.async_context_manager or entry.id in ENTERED_SINCE


@entries
@pytest.mark.parametrize(
    ("word", "method"), [("context_manager", "__enter__"), ("async_context_manager", "__aenter__")]
)
def test_context_managers_are_such(entry: Entry, word: str, method: str):
    library(entry.pack)
    owners = [owner for owner in with_members(entry.handle or entry.acquire) if inspect.isclass(owner)]
    if not owners or entry.elements or entry.stays_open or entry.release_on != "handle":
        return
    if getattr(entry, word):
        assert any(hasattr(owner, method) for owner in (*owners, *with_members(entry.acquire)))
    elif not (is_entered(entry) or entry.awaited):  # of an awaited call, that is a second step
        assert not all(hasattr(owner, method) for owner in owners)


def limits() -> list[Any]:
    return [
        pytest.param(entry, limit, id=f"{entry.id}-{limit.keyword}")
        for entry in load().entries
        for limit in entry.limits
    ]


@pytest.mark.parametrize(("entry", "limit"), limits())
def test_limits_are_keywords_with_that_default(entry: Entry, limit: Limit):
    library(entry.pack)
    off = {ast.literal_eval(text) for text in limit.off}
    calls = called(entry)
    assert calls
    for number, call in enumerate(calls):
        given = parameters(call) or []
        assert has_keyword(given, limit.keyword), call
        default = next((one.default for one in given if one.name == limit.keyword), None)
        if any(one.name == limit.keyword for one in given):
            assert limit.default, "the signature knows the default, the pack does not"
            assert (default in off) is limit.absent_is_off
            if number == 0:
                assert repr(default) == limit.default


@pytest.mark.parametrize("pack", LIBRARIES)
def test_owners_and_entry_points_name_what_exists(pack: str):
    library(pack)
    for owner in load().owners:
        if owner.pack == pack:
            list(resolved((*owner.calls, *(name for name in owner.receivers if name != "quart.current_app"))))
    for point in load().entry_points:
        if point.pack == pack:
            list(resolved((*point.bases, *point.decorators, *point.annotations, *point.passed_to, *point.creates)))


@pytest.mark.parametrize("pack", LIBRARIES)
def test_methods_of_entry_points_exist_on_one_of_their_bases(pack: str):
    library(pack)
    for point in load().entry_points:
        bases = list(resolved(point.bases)) if point.pack == pack and pack not in DISPATCHED_BY_NAME else []
        optional = {"get", "post", "put", "patch", "delete", "head", "options"}
        for name in set(point.methods) - optional if bases and len(bases) == len(point.bases) else ():
            assert any(hasattr(base, name) for base in bases), (point.bases, name)


def test_containers_of_the_vocabulary_exist():
    words = load().vocabulary
    list(resolved(tuple(name for name in words.growing | words.weak | set(words.sized))))
