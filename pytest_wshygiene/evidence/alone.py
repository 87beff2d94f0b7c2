"""Threads that nothing of the program's refers to: they run by themselves, and for whom can be told by their target."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import FrameType, MethodType
from typing import Any

from pytest_wshygiene.evidence.holders import HolderSearch
from pytest_wshygiene.evidence.makers import closed_by_maker
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.references.following import attributes, is_library, module_of
from pytest_wshygiene.references.methods import ENDS_OF_THREADS, is_method
from pytest_wshygiene.settings.wording import an
from pytest_wshygiene.suspended.stacks import thread_stack
from pytest_wshygiene.suspended.waking import event_of, is_in_one_sleep, leads_to

#: Seconds of the search for who has the object whose method such a thread runs.
SECONDS = 0.2
_ALONE = "nobody: it runs by itself"


def told_alone(targets: list[Any], paths: Mapping[int, list[Any]], root: str) -> dict[int, str]:
    """What to say of the threads among ``targets`` that only ``threading``'s own list leads to, by their position."""
    alone = {at: targets[at] for at, path in paths.items() if path[0] is vars(threading) and _is_thread(targets[at])}
    served = {at: attributes(thread).get("_target") for at, thread in alone.items()}
    methods = {at: target for at, target in served.items() if type(target) is MethodType}
    owners = {at: each.__self__ for at, each in methods.items() if module_of(type(each.__self__)) != "threading"}
    if not owners:
        return dict.fromkeys(alone, _ALONE)
    own = [thing for at in owners for thing in (alone[at], served[at], *thread_stack(alone[at].ident))]
    search = HolderSearch(list(owners.values()), root, SECONDS, hidden=own)
    held = search.run()
    found = dict.fromkeys(alone, _ALONE)
    for index, (at, owner) in enumerate(owners.items()):
        name, path = an(type(owner).__qualname__), held.get(index)
        if path is None or type(path[0]) is FrameType or search.is_plumbing(path):
            found[at] = f"{_ALONE}, for {name} that nothing else holds"
        else:
            found[at] = f"{_ALONE}, for {name} that is held by {search.told(path)}"
    return found


def kept_by(thread: Any, sites: tuple[Site, ...]) -> str:
    """The advice for a thread that a library's object has started, and stops: it is that object that is to be kept.

    ``sites`` is the stack of its birth.
    """
    target = attributes(thread).get("_target")
    cls = type(target.__self__) if type(target) is MethodType else None
    if cls is None:
        return closed_by_maker(sites)
    if not is_library(cls) or module_of(cls) == "threading":
        return ""
    name = next((each for each in ENDS_OF_THREADS if is_method(cls, each)), "")
    event = event_of(thread)
    if is_in_one_sleep(thread) or (event is not None and event.attribute and not leads_to(cls, name, event.attribute)):
        return ""  # it goes on whoever calls that method
    return f"keep the `{cls.__qualname__}`; at the end its `{name}()`" if name else ""


def _is_thread(thing: object) -> bool:
    return threading.Thread in type(thing).__mro__
