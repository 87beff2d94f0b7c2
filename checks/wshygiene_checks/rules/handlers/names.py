"""What names tell about handlers: which halves belong together, what undoes, what goes away by itself."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+"

#: As many different names as a large project calls: the answers for these are kept.
NAMES = 32768
_NONE: frozenset[str] = frozenset()  # one for all: most names have no counterpart

# The word that begins a registration, and the words that begin its counterpart.
_COUNTERPARTS: dict[str, tuple[str, ...]] = {
    "add": ("remove", "delete", "del", "discard", "rm"),
    "append": ("remove",),
    "attach": ("detach",),
    "bind": ("unbind",),
    "connect": ("disconnect",),
    "hook": ("unhook",),
    "listen": ("unlisten",),
    "observe": ("unobserve",),
    "on": ("off",),
    "register": ("unregister", "deregister"),
    "subscribe": ("unsubscribe",),
    "watch": ("unwatch",),
}
_BARE = frozenset({"on", "bind", "connect", "attach", "hook"})
_UNDO = frozenset(word for words in _COUNTERPARTS.values() for word in words) | {
    *("cancel", "unsub", "dispose", "clear", "pop", "stop", "close", "release", "unload", "teardown", "untrack"),
    *("cleanup", "finish", "popitem", "unlisten", "revoke", "removed", "end"),
}
# Registrations that end after one event, or at one moment.
_EXPIRING = frozenset({"once", "next", "onetime", "later", "timeout", "delay", "delayed", "soon", "oneshot", "expire"})
_EXPIRING_PHRASES = ("point_in", "call_at", "one_shot", "point_time", "on_startup_done")
_REGISTERING = frozenset({"listen", "observe", "subscribe", "subscription", "track", "watch"})
_BEGINNINGS = (*_COUNTERPARTS, *_REGISTERING)
_TELLING = frozenset({"listener", "callback", "handler", "observer", "subscriber", "hook", "watcher", "receiver"})


# Callbacks of something that happens once, and is then gone: futures and deferreds.
_COMPLETIONS = frozenset(
    "add_done_callback add_callback add_callbacks add_errback addCallback addCallbacks addErrback addBoth "
    "add_callback_from_signal".split()
)


@lru_cache(NAMES)
def words(name: str) -> list[str]:
    """``async_add_listener`` is ``add listener``: lower case, without the marks of coroutines and privacy."""
    found = [word.lower() for word in re.findall(_WORD, name)]
    return found[1:] if len(found) > 1 and found[0] == "async" else found


@lru_cache(NAMES)
def undoes(name: str) -> bool:
    """Whether a function of this name takes something back."""
    return bool(set(words(name)[:2]) & _UNDO)


def expires(name: str) -> bool:
    """Whether what a function of this name registers goes away by itself."""
    return bool(set(words(name)) & _EXPIRING) or any(phrase in name for phrase in _EXPIRING_PHRASES)


def _may_begin_with(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether the first word of a name may be one of these: most names need not be split to know that it is not."""
    return name.lstrip("%_").lower().removeprefix("async").lstrip("_").startswith(beginnings)


@lru_cache(NAMES)
def registers(name: str) -> bool:
    """Whether a function of this name registers a handler, whatever library it is from."""
    parts = words(name) if _may_begin_with(name, _BEGINNINGS) else ()
    if not parts or name in _COMPLETIONS:
        return False
    return parts[0] in _REGISTERING or (parts[0] in _COUNTERPARTS and parts[-1].removesuffix("s") in _TELLING)


@lru_cache(NAMES)
def holds_handlers(name: str) -> bool:
    """Whether an attribute of this name is a collection of handlers: ``close_callbacks``; not of one result."""
    parts = words(name)
    plural = bool(parts) and parts[-1].endswith("s") and parts[-1][:-1] in _TELLING
    return plural and "done" not in parts and not expires(name)


@lru_cache(NAMES)
def may_register(name: str) -> bool:
    """Whether a function of this name may register a handler: ``on`` and ``bind`` do where something undoes them."""
    return registers(name) or name in _BARE


@lru_cache(NAMES)
def undoes_by_name(name: str) -> bool:
    """Whether a function of this name takes back what another one registers, whatever it is given."""
    return not any(name in _COUNTERPARTS[bare] for bare in _BARE)


@lru_cache(NAMES)
def counterparts(name: str) -> frozenset[str]:
    """Names that would undo what ``name`` does, spelled as ``name`` is: ``add_listener`` gives ``remove_listener``."""
    found: set[str] = set()
    for match in re.finditer(_WORD, name) if _may_begin_with(name, _BEGINNINGS) else ():
        word = match[0]
        for other in _COUNTERPARTS.get(word.lower(), ()):
            cased = other.capitalize() if word[0].isupper() else other
            found.add(name[: match.start()] + cased + name[match.end() :])
        if word.lower() != "async":
            break
    return frozenset(found) if found else _NONE
