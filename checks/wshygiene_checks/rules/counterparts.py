"""Words that come in pairs of which one undoes the other, as names are made of them: all that the rules know."""

from __future__ import annotations

from collections.abc import Mapping

from wshygiene_checks.catalogue.opposites import REGISTERING

#: What names code that begins something, and what names the code that ends it.
BEGINNING: Mapping[str, tuple[str, ...]] = {
    "acquire": ("release",),
    "activate": ("deactivate",),
    "aenter": ("aexit",),
    "attach": ("detach",),
    "begin": ("end",),
    "connect": ("disconnect",),
    "connected": ("disconnected",),
    "enable": ("disable",),
    "enter": ("exit",),
    "install": ("uninstall",),
    "join": ("leave",),
    "load": ("unload",),
    "login": ("logout",),
    "mount": ("unmount",),
    "open": ("close",),
    "schedule": ("unschedule",),
    "setup": ("unload", "teardown", "shutdown", "unset"),
    "start": ("stop",),
    "track": ("untrack",),
}


_FILLS = frozenset({"add", "append"})  # by themselves these names tell of a container, not of a handler


def is_half(name: str) -> bool:
    """Whether a method of this name begins what another one ends: ``open``, ``subscribe``."""
    return name in BEGINNING or registers_by_itself(name)


def registers_by_itself(name: str) -> bool:
    """Whether this one word is a usual name of a method that takes handlers: ``on``, ``subscribe``."""
    return name in REGISTERING and name not in _FILLS


def bare_name(name: str) -> str:
    """A name without the marks of privacy and of coroutines: ``register_shutdown`` of ``_async_register_shutdown``."""
    return name.lstrip("_").removeprefix("async_")
