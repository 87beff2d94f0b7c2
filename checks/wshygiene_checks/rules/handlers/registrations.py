"""Every place where a handler is registered: as the packs know it, as the project's own code shows, or by its shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Flow, Project, Unit
from wshygiene_checks.rules.findings import plain
from wshygiene_checks.rules.handlers.callbacks import handler_of, holds_self, method_around
from wshygiene_checks.rules.handlers.collections import UNDO, put_into_collections
from wshygiene_checks.rules.handlers.disposers import DisposerCall, disposers
from wshygiene_checks.rules.handlers.keepers import kept_for_good
from wshygiene_checks.rules.handlers.names import counterparts, expires, may_register, registers
from wshygiene_checks.rules.handlers.one_answer import answers_once
from wshygiene_checks.rules.handlers.through_helpers import through_helpers
from wshygiene_checks.rules.handlers.undone import Undone

# How it is known, from the surest down: by a pack, by what the function returns, by a class with both halves, by what
# the function does with the handler, by name.
Known = Literal["pack", "disposer", "pair", "keeper", "shape"]


class Registration(NamedTuple):
    """A handler given to somebody else to call.

    ``api`` is the function that registers, by its full name where that is known; ``undo`` are the names of methods
    that take it back; ``gives`` says whether the call returns what undoes it. ``guessed`` is a library that is known
    by the name of the emitter alone: another one may have the same names, and others for what takes it back.
    """

    unit: Unit
    call: Call
    api: str
    known: Known
    gives: Literal["disposer", "handle", "nothing", "unknown"]
    handler: Value | None
    event: Value | None
    undo: frozenset[str]
    once: bool
    entry: Entry | None = None
    sure: bool = True
    guessed: bool = False

    @property
    def replaces(self) -> bool:
        """Whether the call itself asks that the handler takes the place of the one under the same key."""
        if self.entry and self.event is None:
            return False
        asked = self.call.keyword(self.entry.idempotent_keyword if self.entry else "replace_existing")
        return asked is not None and asked.path not in ("False", "None")

    def flow(self, project: Project) -> Flow:
        """Where the result goes."""
        return project.flow(self.unit, self.call)


def called(registration: Registration) -> str:
    """What is called to register, as a person writes it; of an imported function only its name."""
    call = registration.call
    if call.receiver.startswith(("self", "%", "super()")) or (registration.entry and not _by_name(registration)):
        return plain(call.path)
    return call.name


def _by_name(registration: Registration) -> bool:
    return registration.entry is not None and registration.call.path in registration.entry.acquire


def undone_by(registration: Registration) -> str:
    """The method that takes this one handler back, as far as that is known: none that takes back all there are."""
    of_one = [name.rpartition(".")[2] for name in registration.entry.release] if registration.entry else []
    likely = of_one or sorted(registration.undo, key=lambda name: ("all" in name, name))
    return next(iter(likely), "")


def handler_name(registration: Registration) -> str:
    """What is registered, as a person writes it."""
    handler = registration.handler
    if handler is None or not handler.path or handler.kind == "lambda":
        return "lambda" if handler and handler.kind == "lambda" else "its handler"
    return plain(handler.path)


def registrations(project: Project) -> tuple[Registration, ...]:
    """All registrations of a project, worked out once."""
    return project.shared(_found)


def _found(project: Project) -> tuple[Registration, ...]:
    return tuple(_find(project))


def _find(project: Project) -> Iterator[Registration]:
    seen: set[tuple[str, int]] = set()
    for registration in _all(project):
        place = (registration.unit.name, registration.call.order)
        if place not in seen and not registration.call.path.startswith("super()"):
            seen.add(place)
            yield registration


def _all(project: Project) -> Iterator[Registration]:
    for acquisition in project.of_kind("listener", "subscription"):
        if _registers(acquisition.entry):
            yield _from_pack(project, acquisition)
            for unit, call in through_helpers(project, acquisition.unit, acquisition.call):
                yield _from_pack(project, acquisition._replace(unit=unit, call=call))
    for made in disposers(project).calls:
        yield _from_disposer(project, made)
    paired, undone = _paired(project), Undone(project)
    for unit, call in project.sites.named({*paired, *filter(may_register, project.sites.names)}):
        if call.receiver and (call.args or call.keywords):
            for where, given in ((unit, call), *through_helpers(project, unit, call)):
                yield from _from_names(project, where, given, paired, undone)
    for unit, call, handler in put_into_collections(project):
        yield Registration(unit, call, call.name, "pair", "nothing", handler, None, UNDO, False)
    for kept in kept_for_good(project):
        rest = (kept.handler, None, frozenset[str](), False)
        yield Registration(kept.unit, kept.call, kept.by.name, "keeper", "unknown", *rest, sure=False)


def _registers(entry: Entry) -> bool:
    """Whether it is a handler that these rules speak of; log handlers and what runs at exit have rules of their own.

    Who names a pair of his own need not say which argument is the handler: it is looked for.
    """
    takes_handler = entry.handler_arg is not None or (entry.source == "user" and entry.kind == "listener")
    waits = entry.awaited and entry.returns != "disposer"
    return takes_handler and not waits and entry.pack not in ("logging", "threading")


def _from_pack(project: Project, acquisition: Acquisition) -> Registration:
    unit, call, entry, how = acquisition
    keywords = dict(call.keywords)
    handler = entry.handler_arg.among(call.args, keywords) if entry.handler_arg else None
    event = entry.event_arg or entry.key_arg
    undo = frozenset(name.rpartition(".")[2] for name in (*entry.release, *entry.release_all))
    guessed = how in ("named", "any")
    return Registration(
        unit=unit,
        call=call,
        api=entry.id,
        known="pack",
        gives=entry.returns,
        handler=handler or handler_of(project, unit, call) or _decorated(project, unit, call),
        event=event.among(call.args, keywords) if event else None,
        undo=undo | counterparts(call.name) if guessed else undo,
        once=entry.once or expires(call.name),
        entry=entry,
        sure=how != "any",
        guessed=guessed,
    )


def _decorated(project: Project, unit: Unit, call: Call) -> Value | None:
    """The function defined here that the call decorates: ``@emitter.on("message")``."""
    if call.use != "decorator" or unit.function.kind != "function":
        return None
    for nested in project.nested(unit):
        around = project.types.parent(nested)
        decorates = any(each.call == call.order for each in nested.function.decorators)
        if decorates and around is not None and around.name == unit.name:
            return Value("function", f"%{nested.function.name}", -1, ())
    return None


def _from_disposer(project: Project, made: DisposerCall) -> Registration:
    unit, call, made_by = made
    handler = handler_of(project, unit, call)
    once = made_by.once or expires(call.name)
    event = next((value for value in call.args if value is not handler and value.kind in ("constant", "path")), None)
    return Registration(unit, call, made_by.unit.name, "disposer", "disposer", handler, event, frozenset(), once)


def _paired(project: Project) -> dict[str, dict[str, frozenset[str]]]:
    """Method names with a counterpart in the same class that is told what to take back: name -> class -> those."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    told: dict[str, dict[str, Unit]] = defaultdict(dict)
    methods = [unit for unit in project.units if unit.function.owner and unit.function.kind == "function"]
    names = {unit.function.name for unit in methods}
    halves = {half for name in names if (others := counterparts(name) & names) for half in (name, *others)}
    for unit in methods:
        if unit.function.name in halves:
            told[unit.owner][unit.function.name] = unit
    for owner, own in told.items():
        for name in own:
            undo = frozenset(each for each in counterparts(name) & own.keys() if _takes(own[name]) & _takes(own[each]))
            if undo:
                found[name][owner] = undo
    return found


def _takes(unit: Unit) -> frozenset[str]:
    return frozenset(each.name for each in unit.function.params)


def _holds_weakly(project: Project, type_: str, method: str) -> bool:
    """Whether an emitter class makes a weak reference to each handler, itself or through a function that it calls."""
    family = project.families.family(type_)
    return any(
        call.path.startswith("weakref.")
        or any(_makes_weak(callee) for callee in project.types.callee(unit, call.path) if not callee.owner)
        for unit in (family.methods.get(method, ()) if family else ())
        for call in unit.function.calls
    )


def _makes_weak(unit: Unit) -> bool:
    return any(call.path.startswith("weakref.") for call in unit.function.calls)


def _from_names(
    project: Project,
    unit: Unit,
    call: Call,
    paired: dict[str, dict[str, frozenset[str]]],
    undone: Undone,
) -> Iterator[Registration]:
    classes = paired.get(call.name, {})
    shaped = may_register(call.name)
    if not classes and not shaped:
        return
    handler = handler_of(project, unit, call)
    if handler is None or call.receiver in ("self", "super()"):
        return
    event = next((value for value in call.args if value is not handler), None)
    rest = (handler, event)
    types = project.types.of(unit, call.receiver)
    for type_ in types & classes.keys():
        if _holds_weakly(project, type_, call.name):
            return
        yield Registration(
            unit, call, f"{type_}.{call.name}", "pair", "nothing", *rest, classes[type_], expires(call.name)
        )
        return
    own = any(type_ in project.families.classes for type_ in types) or not call.receiver.startswith(("self.", "%"))
    holds = holds_self(project, unit, handler) or not method_around(project, unit).owner or answers_once(unit, handler)
    if shaped and not own and holds:
        proven = undone.proof(unit, call)
        if not proven and not registers(call.name):
            return
        undo = proven or counterparts(call.name)
        known: Known = "pair" if proven else "shape"
        sure = bool(proven) and registers(call.name)
        yield Registration(unit, call, call.name, known, "unknown", *rest, undo, expires(call.name), sure=sure)
