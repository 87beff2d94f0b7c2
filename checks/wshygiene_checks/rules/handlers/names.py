"""What names tell about handlers: which halves belong together, what undoes, what goes away by itself."""

from __future__ import annotations

import re
from functools import lru_cache

from wshygiene_checks.catalogue.opposites import REGISTERING

_WORD = r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+"

#: As many different names as a large project calls: the answers for these are kept.
NAMES = 32768
_NONE: frozenset[str] = frozenset()  # one for all: most names have no counterpart

_BARE = frozenset({"on", "bind", "connect", "attach", "hook"})
_UNDO = frozenset(word for words in REGISTERING.values() for word in words) | {
    *("cancel", "unsub", "dispose", "clear", "pop", "stop", "close", "release", "unload", "teardown", "untrack"),
    *("cleanup", "finish", "popitem", "unlisten", "revoke", "removed", "end"),
}
# Registrations that end after one event, or at one moment.
_EXPIRING = frozenset({"once", "next", "onetime", "later", "timeout", "delay", "delayed", "soon", "oneshot", "expire"})
_EXPIRING_PHRASES = ("point_in", "call_at", "one_shot", "point_time", "on_startup_done")
_ALONE = frozenset({"listen", "observe", "subscribe", "subscription", "track", "watch"})
_BEGINNINGS = (*REGISTERING, *_ALONE)
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


def _may_begin(name: str) -> bool:
    """Whether the first word of a name may register: of most names that is known without splitting them."""
    return name.lstrip("%_").lower().removeprefix("async").lstrip("_").startswith(_BEGINNINGS)


@lru_cache(NAMES)
def registers(name: str) -> bool:
    """Whether a function of this name registers a handler, whatever library it is from."""
    parts = words(name) if _may_begin(name) else ()
    if not parts or name in _COMPLETIONS:
        return False
    return parts[0] in _ALONE or (parts[0] in REGISTERING and parts[-1].removesuffix("s") in _TELLING)


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
    return bool(set(words(name)) & _TELLING) or not any(name in REGISTERING[bare] for bare in _BARE)


@lru_cache(NAMES)
def counterparts(name: str) -> frozenset[str]:
    """Names that would undo what ``name`` does, spelled as ``name`` is: ``add_listener`` gives ``remove_listener``."""
    found: set[str] = set()
    for match in re.finditer(_WORD, name) if _may_begin(name) else ():
        word = match[0]
        for other in REGISTERING.get(word.lower(), ()):
            cased = other.capitalize() if word[0].isupper() else other
            found.add(name[: match.start()] + cased + name[match.end() :])
        if word.lower() != "async":
            break
    return frozenset(found) if found else _NONE
