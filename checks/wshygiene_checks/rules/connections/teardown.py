"""What the end of an object does: which methods run then, and what they release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Parameter, Store
from wshygiene_checks.finding import Evidence
from wshygiene_checks.project import Did, Family, Project, Unit, root_of
from wshygiene_checks.rules.findings import plain, seen, seen_at

ENDS = frozenset(
    "close aclose async_close cancel stop shutdown disconnect terminate abort kill cleanup dispose unsubscribe "
    "stop_listening stopListening loseConnection join server_close remove_timeout wait_closed".split()
)
# Teardown words that as often empty a container, and so do not say that the object ends.
_MILD = frozenset(
    "clear clear_all reset remove purge unlink cancel cancel_all release end finish unregister unregister_all leave "
    "drain disable detach unbind unsubscribe unsubscribe_all".split()
)
# Parameters that say why, how or when the whole object ends.
_HOW = frozenset(
    "code reason status message exc exception error err force wait timeout grace delay deadline now sig signal signum "
    "frame event loop app application graceful args kwargs type value tb traceback".split()
)
_HOW_ANNOTATED = frozenset({"bool", "float", "Exception", "BaseException", "Event", "Signals"})
_TAKES_BACK = ("remove", "unregister", "unsubscribe", "discard", "del", "off")


class Teardown(NamedTuple):
    """The methods that end an object, and all methods of its own that they reach."""

    roots: tuple[Unit, ...]
    reached: tuple[Unit, ...]

    @property
    def name(self) -> str:
        """The method that a person would add the release to."""
        return self.roots[0].function.name if self.roots else ""

    def runs(self, unit: Unit) -> bool:
        """Whether this code runs when the object ends."""
        return any(unit.name == each.name for each in self.reached)


def teardown_of(project: Project, family: Family) -> Teardown:
    """The teardown of a class, its bases and subclasses together."""
    roots = [unit for unit in family.units if project.roles.is_teardown(unit)]
    roots.sort(key=lambda unit: (unit.owner != family.main.name, unit.function.name.startswith("_")))
    return reached_from(project, family, roots)


def reached_from(project: Project, family: Family, roots: list[Unit]) -> Teardown:
    """These methods as a teardown, with all that they call on the same object."""
    reached = {unit.name: unit for unit in roots}
    waiting = list(roots)
    while waiting:
        for each in (*_mentioned(family, waiting[-1]), *project.nested(waiting.pop())):
            if each.name not in reached:
                reached[each.name] = each
                waiting.append(each)
    return Teardown(tuple(roots), tuple(reached.values()))


def _mentioned(family: Family, unit: Unit) -> Iterator[Unit]:
    """The methods that a method calls or passes on, but not what it takes back: ``remove_listener(self._on_data)``.

    ``super().close()`` is one of the same name.
    """
    names = {call.path for call in unit.function.calls}
    passing = [call for call in unit.function.calls if not call.name.startswith(_TAKES_BACK)]
    names |= {name for call in passing for value in call.args for name in value.names}
    for name in names:
        base, _, method = name.rpartition(".")
        if base in ("self", "super()"):
            yield from family.methods.get(method.removesuffix("()"), ())


def released_siblings(family: Family, teardown: Teardown, root: str) -> dict[str, Did[Call]]:
    """Other attributes that the class made for itself and that its teardown ends, and where."""
    found: dict[str, Did[Call]] = {}
    for unit in teardown.reached:
        for call in unit.function.calls:
            sibling, part = root_of(call.receiver)
            is_other = sibling.startswith("self.") and sibling != root and call.name in ENDS
            is_whole = part == "" or (part == "[]" and not _ends_one(unit))
            if is_other and is_whole and sibling not in found and is_own(family, sibling):
                found[sibling] = Did(unit, call, part)
    return found


def _ends_one(unit: Unit) -> bool:
    """Whether a method ends one of the things that a container holds, which it is told: ``close(channel_id)``."""
    return any(not each.optional for each in unit.function.params)


def is_own(family: Family, attribute: str) -> bool:
    """Whether the class made this itself, and was not given it."""
    return any(
        did.what.value.call >= 0 or did.what.key is not None or _is_one_end(did.unit, did.what)
        for did in family.places[attribute].set
    )


def _is_one_end(unit: Unit, store: Store) -> bool:
    """Whether it keeps one of the things that a call gave: ``reader, writer = await dial(); self._out = writer``."""
    before = (each for each in unit.function.stores if each.path == store.value.path and each.order < store.order)
    return store.value.path.startswith("%") and any(each.value.call >= 0 for each in before)


def in_earnest(project: Project, family: Family, teardown: Teardown) -> Teardown:
    """What ends the object, and not only something that it holds: neither ``clear()`` nor ``stop(player)``."""
    roots = [
        unit for unit in teardown.roots if unit.function.name.lstrip("_") not in _MILD and not _is_told_which(unit)
    ]
    return reached_from(project, family, roots)


def _is_told_which(unit: Unit) -> bool:
    """Whether a method has to be told what to end; why, how or when is another matter: ``close(code)``."""
    params = (each for each in unit.function.params if not each.optional)
    first = next(params, None)
    return unit.function.name in ENDS and first is not None and not _says_how(first)


def _says_how(parameter: Parameter) -> bool:
    words = parameter.name.strip("_").split("_")
    return not _HOW.isdisjoint(words) or parameter.annotation.rpartition(".")[2] in _HOW_ANNOTATED


def evidence_of(teardown: Teardown, siblings: dict[str, Did[Call]], root: str) -> list[Evidence]:
    """The siblings that are released, and the teardown that misses this one."""
    found = [
        seen_at(did, f"`{plain(sibling)}` is ended here, in `{did.unit.function.name}`")
        for sibling, did in list(siblings.items())[:3]
    ]
    found += [
        seen(unit, unit.function.line, f"`{unit.function.name}` does not release `{plain(root)}`")
        for unit in teardown.roots[:1]
    ]
    return found
