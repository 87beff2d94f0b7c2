"""Finds the calls that acquire something, as the packs know them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.packs import Entry, Knowledge
from wshygiene_checks.packs.schema import Owner
from wshygiene_checks.project.families import Families
from wshygiene_checks.project.sites import Sites
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit

# How a call was recognised, from the surest down: by its full name, by the type of the receiver, by the name of the
# receiver, or by the name of the method alone.
How = Literal["qualified", "typed", "named", "any"]

# What has to be closed as well where a class of the project derives from it, however objects of that are made.
_INHERITED = frozenset({"connection", "session", "socket", "server", "executor", "descriptor"})


class Acquisition(NamedTuple):
    """A call that acquires something, what the packs know about it, and how it was recognised."""

    unit: Unit
    call: Call
    entry: Entry
    how: How


class Matcher:
    """Recognises the calls that a pack describes."""

    def __init__(self, knowledge: Knowledge, families: Families, types: Types) -> None:
        self._knowledge = knowledge
        self._families = families
        self._types = types

    def acquisitions(self, sites: Sites) -> Iterator[Acquisition]:
        """Every acquisition in the project; a call that two entries describe equally well counts for both."""
        qualified, methods = self._knowledge.by_qualified, self._knowledge.by_method
        for unit, call in sites.named((*methods, *[name.rpartition(".")[2] for name in qualified])):
            if call.path in qualified or call.name in methods:
                yield from self.match(unit, call)
        yield from self._inherited(sites)

    def _inherited(self, sites: Sites) -> Iterator[Acquisition]:
        """Where objects of the project's own subclasses are made of what a pack describes: ``class Web(Session)``."""
        derived: dict[str, Entry] = {}
        for base, entries in self._knowledge.by_qualified.items():
            below = self._families.derived(base)  # of most there are none, which is known at once
            opens = (each for each in entries if each.kind in _INHERITED and each.returns == "handle")
            entry = next(opens, None) if below else None
            if entry and not entry.awaited:
                derived.update((name, derived.get(name, entry)) for name in below)
        for unit, call in sites.named({name.rpartition(".")[2] for name in derived}):
            name = self._families.resolve(call.path)
            if name in derived:
                yield Acquisition(unit, call, derived[name], "typed")

    def match(self, unit: Unit, call: Call) -> list[Acquisition]:
        """What a call acquires."""
        entries = self._knowledge.by_qualified.get(call.path, ())
        if entries:
            return [Acquisition(unit, call, entry, "qualified") for entry in entries]
        found = []
        for entry in self._knowledge.by_method.get(call.name, ()):
            how = self._receiver(unit, call, entry.receivers, entry.receiver_names, entry.unpacks)
            if how is not None:
                found.append(Acquisition(unit, call, entry, how))
        return found

    def owners(self, unit: Unit, call: Call) -> tuple[Owner, ...]:
        """What the packs say of the arguments of this call: whether it takes them over."""
        by_name = self._knowledge.owners_by_qualified.get(call.path, ())
        by_method = self._knowledge.owners_by_method.get(call.name, ())
        return by_name + tuple(
            owner for owner in by_method if self._receiver(unit, call, owner.receivers, owner.receiver_names)
        )

    def _receiver(
        self, unit: Unit, call: Call, receivers: tuple[str, ...], names: tuple[str, ...], unpacks: int = 0
    ) -> How | None:
        receiver = call.receiver
        if not receiver:
            return None
        direct = self._types.of(unit, receiver)
        if direct & frozenset(receivers) or receiver.removesuffix("()") in receivers:
            return "typed"
        types = self._with_bases(direct)
        if types & frozenset(receivers):
            return None if self._has_own(unit, call, types) else "typed"
        if any(type_ in self._families.classes for type_ in types):
            return None  # a class of the project's own, which only happens to have a method of that name
        if receiver.rpartition(".")[2].lstrip("%_").removesuffix("[]").removesuffix("()") in names:
            return "named"
        if unpacks and not types and _unpacked(unit, call) == unpacks:
            return "typed"  # nothing else that has this name gives as many things
        return "any" if "*" in receivers else None

    def _has_own(self, unit: Unit, call: Call, types: frozenset[str]) -> bool:
        """Whether a class of the project has the method itself, and does what it does without the library's.

        What a class derives from tells nothing then: an event loop's own ``create_task`` may keep its tasks.
        """
        own = [callee for callee in self._types.callee(unit, call.path) if callee.owner in types]
        passed_on = (each for callee in own for each in callee.function.calls)
        return bool(own) and not any(each.name == call.name and each.receiver != "self" for each in passed_on)

    def _with_bases(self, types: frozenset[str]) -> frozenset[str]:
        return types.union(*(self._families.ancestors(name) for name in types)) if types else types


def _unpacked(unit: Unit, call: Call) -> int:
    """How many names the result of a call is unpacked into at once: two in ``peer, address = listening.accept()``."""
    if call.use != "store" or call.targets:
        return 0
    return sum(store.value.call == call.order and store.line == call.line for store in unit.function.stores)
