"""One leak is told once: those of one shape with a count, and a container that has grown by leaks as a part of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pytest_wshygiene.census.growth import Growth
from pytest_wshygiene.model import Leak

#: Kinds that are closed, and those that end with them where the same call is to be made for both.
_CLOSED, _ENDED_BESIDE = ("connection", "socket"), ("task", "timer")
#: Holder paths kept for a leak.
MOST_HOLDERS = 3
#: A fixture's value, as paths to what is held spell it.
_FIXTURE = re.compile(r"^fixture `(\w+)`")
#: Added to the advice for one of several that are kept in different places.
_EACH = ", and so for each"
#: How a part begins that is a container.
REGISTRY = "registry "
#: What is to be called to release a leak: an expression, and the name of its method.
_CALLED = re.compile(r"`(?:await )?([^`]+)\.\w+\(")
#: An entry that is a leak; of a stream of asyncio's it is the socket inside that is told.
_ENTRY = re.compile(r"(?:\[[^\]]*\]|\{\.\.\.\})+(?:\._transport\._sock)?")


def fold(leaks: Iterable[Leak]) -> list[Leak]:
    """Leaks of one shape (same thing, same birth, same owner) become one with a count."""
    shapes: dict[tuple[object, ...], Leak] = {}
    for leak in _with_what_ends_with_them(list(leaks)):
        shape = (leak.code, leak.kind, leak.subject, leak.owner, leak.birth[:1], leak.verdict)
        known = shapes.get(shape)
        if known is None:
            shapes[shape] = leak
            continue
        marked = _marked(known) | {
            holder: span for holder, span in _marked(leak).items() if holder not in known.holders
        }
        holders = dict(list(marked.items())[:MOST_HOLDERS])
        suspects = tuple(holders.values()) if known.suspects or leak.suspects else ()
        grown = (part for part in leak.parts if part.startswith(REGISTRY) and part not in known.parts)
        shapes[shape] = replace(
            known,
            count=known.count + leak.count,
            holders=tuple(holders),
            suspects=suspects,
            release=_for_each(known, leak),
            parts=(*known.parts, *grown),
        )
    return list(shapes.values())


def _with_what_ends_with_them(leaks: list[Leak]) -> list[Leak]:
    """A timer or task of a library's client is a part of the socket that closing the same client closes."""
    homes: dict[tuple[object, ...], int] = {}
    for at, leak in enumerate(leaks):
        if leak.kind in _CLOSED:
            homes.setdefault((leak.owner, leak.verdict, leak.release), at)
    told: dict[int, Leak] = {}
    for at, leak in enumerate(leaks):
        home = homes.get((leak.owner, leak.verdict, leak.release)) if leak.kind in _ENDED_BESIDE else None
        if home is None:
            told[at] = told.get(at, leak)
        else:
            whole = told.get(home, leaks[home])
            told[home] = replace(whole, parts=(*whole.parts, f"{leak.kind} {leak.subject} ({leak.state})"))
    return [told[at] for at in sorted(told)]


def _for_each(known: Leak, leak: Leak) -> str:
    """The advice for both: where it names the place of the first one, it goes for each."""
    is_said = known.release == leak.release or known.release.endswith(_EACH)
    return known.release if is_said else known.release + _EACH


def by_one_call(leaks: Iterable[Leak]) -> list[Leak]:
    """Containers that one function has filled in one call are one leak, such as an index by room and one by member.

    It is the program's function, which has to undo it; what a test itself writes into two containers are two leaks.
    """
    calls: dict[object, int] = {}
    told: list[Leak] = []
    for leak in leaks:
        call = _call_of(leak)
        home = told[calls[call]] if call in calls else None
        if home is None:
            calls |= {call: len(told)} if call is not None else {}
            told.append(leak)
            continue
        line = leak.birth[0]
        part = f"{REGISTRY}{leak.holders[0]} {leak.state}; {line.path}:{line.line}"
        marked = _marked(home) | _marked(leak)
        told[calls[call]] = replace(
            home,
            holders=tuple(marked),
            suspects=tuple(marked.values()) if home.suspects or leak.suspects else (),
            parts=(*home.parts, part, *leak.parts),
            rules=tuple(dict.fromkeys((*home.rules, *leak.rules))),
            release=_for_each(home, replace(leak, release="")),
        )
    return told


def _call_of(leak: Leak) -> object:
    """What is the same for all that one call has put into containers; None where that is not known."""
    if leak.kind != "registry" or not leak.birth or leak.verdict in ("ignored", "unknown", "unconfirmed"):
        return None
    first, *callers = leak.birth
    outermost = first.function.partition(".<locals>")[0].rpartition(".")[2]
    if outermost == (leak.owner.fixture or leak.owner.nodeid.partition("[")[0].rpartition("::")[2]):
        return None
    return leak.owner, first.path, first.function, tuple(callers), leak.confirmed


def take_in_containers(leaks: Sequence[Leak], discovered: Iterable[Growth]) -> tuple[list[Leak], list[Growth]]:
    """(leaks, what is left to tell): a container that has grown by nothing else than what ``leaks`` tell is their part.

    Where listeners were added they are the cause, and told.
    """
    told, rest = list(leaks), []
    for grown in discovered:
        entries = {at: _entry_within(leak, grown) for at, leak in enumerate(told)}
        inside = [at for at, entry in entries.items() if entry is not None]
        if grown.is_emitter or len({entries[at] or at for at in inside}) < grown.after - grown.before:
            rest.append(grown)
            continue
        part = f"{REGISTRY}{grown.place.path} {grown.before} -> {grown.after}"
        told[inside[0]] = replace(told[inside[0]], parts=(*told[inside[0]].parts, part))
    return told, rest


def _entry_within(leak: Leak, grown: Growth) -> str | None:
    """The entry of a container that a leak is, empty for a member of a set; None for one that is none.

    It is one, too, where a library's object is the entry, and closing that is what releases the leak. An object of the
    user's with a leak in it is no such entry: it has to be taken out, whatever becomes of its parts. What is closed and
    retained is the other way round: it is the container's leak.
    """
    if leak.kind == "retained" or leak.verdict != "fail" or not leak.holders:
        return None
    path, holder = grown.place.path.removesuffix("[*]"), _FIXTURE.sub(r"fixture \1", leak.holders[0])
    called = _CALLED.search(leak.release)
    for text in (holder, called[1] if called else ""):
        entry = text.removeprefix(path)
        if entry != text and _ENTRY.fullmatch(entry):
            steps = 2 if grown.place.is_inside else 1
            return "]".join(entry.split("]")[:steps]) if entry.startswith("[") else ""
    return None


def _marked(leak: Leak) -> dict[str, tuple[int, int]]:
    """Its holders, and the suspect part of each."""
    spans = [*leak.suspects, *[(0, 0)] * len(leak.holders)]
    return dict(zip(leak.holders, spans, strict=False))
