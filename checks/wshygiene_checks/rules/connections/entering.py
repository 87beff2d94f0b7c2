"""Objects that fail half open: ``__aenter__`` or ``connect()`` opens something, then fails, and nobody closes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit
from wshygiene_checks.rules.connections.teardown import Teardown, reached_from
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow
from wshygiene_checks.rules.growth.risks import runs_through

CODE = "WSH404"
#: The methods that enter a ``with`` block, and those that leave it.
PAIRS = {"__aenter__": "__aexit__", "__enter__": "__exit__"}
_PUBLIC_ENDS = ("close", "aclose", "async_close", "disconnect", "stop", "shutdown")
_DEEPEST = 3  # calls from the entering method down
# What is awaited there and hardly fails.
_QUIET = frozenset("sleep acquire wait set put join gather checkpoint __aenter__ __enter__".split())
# What connects something that is there already, and what ends that again.
_CONNECTS = {"connect": ("close", "aclose", "disconnect"), "open": ("close", "aclose"), "start": ("stop", "close")}
_FILLS = frozenset("enter_context enter_async_context push push_async_exit callback push_async_callback".split())
_CLEANS = tuple(
    "close exit disconnect stop shutdown clean release cancel abort reset teardown kill logout dispose".split()
)


class Step(NamedTuple):
    """A call of the entering method that may fail behind the opening, and the call that really does the waiting."""

    unit: Unit
    call: Call
    within: Unit
    waiting: Call


class Opening(NamedTuple):
    """Where a method opens what an attribute of its object holds: from ``since`` on there is something to close."""

    unit: Unit
    call: Call
    since: Call
    root: str
    releases: tuple[Did[Call], ...]


class Entry(NamedTuple):
    """What an entering method opens or starts, the ``step`` behind that which may fail, and what else ends it."""

    opening: Opening
    family: Family
    step: Step
    leaving: str


def unfinished_entries(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """Resources that ``__aenter__`` opens and ``__aexit__`` closes, with a wait between that nothing guards."""
    told = set()
    for entry in half_entered(project, kept):
        told.add((entry.step.unit.name, entry.opening.root))
        yield _finding(entry)
    for entry in _half_connected(project):
        place = (entry.step.unit.name, entry.opening.root)
        if place not in told:
            told.add(place)
            yield _finding(entry)


def half_entered(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Entry]:
    """What ``__aexit__`` releases, and is left when ``__aenter__`` fails behind it."""
    told = set()
    for obligation, family in kept:
        for name, leaving in PAIRS.items():
            for entering in family.methods.get(name, ()):
                exits = reached_from(project, family, list(family.methods.get(leaving, ())))
                place = (entering.name, obligation.root)
                if place in told or not _closes(obligation, exits):
                    continue
                step = _step(project, family, obligation, entering)
                if step:
                    told.add(place)
                    yield Entry(_opening(family, obligation), family, step, leaving)


def _half_connected(project: Project) -> Iterator[Entry]:
    """What ``__aenter__`` connects, though another made it, and ``__aexit__`` closes: ``await self.link.connect()``."""
    for name in sorted(project.families.with_methods(("__aenter__",))):
        family = project.families.made_as(name)
        if family is None:
            continue
        exits = reached_from(project, family, list(family.methods.get("__aexit__", ())))
        for entering in family.methods.get("__aenter__", ()):
            for opening in _connected(project, family, entering, exits):
                _, step = _walk(project, family, opening, entering, 0)
                if step:
                    yield Entry(opening, family, step, "__aexit__")


def _connected(project: Project, family: Family, entering: Unit, exits: Teardown) -> Iterator[Opening]:
    for unit in reached_from(project, family, [entering]).reached:
        for call in unit.function.calls:
            ends = _CONNECTS.get(call.name, ()) if call.awaited and call.receiver.startswith("self.") else ()
            closed = tuple(did for did in family.places[call.receiver].calls_to(ends, "") if exits.runs(did.unit))
            if ends and closed:
                yield Opening(unit, call, call, call.receiver, closed)


def unfinished_objects(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Finding]:
    """Objects of the project's classes that a function builds, connects and gives away, and drops when that fails."""
    owned: dict[str, list[Obligation]] = {}
    for obligation, family in kept:
        if any(name in family.methods for name in _PUBLIC_ENDS):
            owned.setdefault(family.main.name, []).append(obligation)
    for unit, call in project.sites.named({name.rpartition(".")[2] for name in owned}):
        found = owned.get(project.families.resolve(call.path), ()) if call.use == "store" else ()
        steps = ((each, _dropped(project, unit, call, each)) for each in found)
        first = next(((each, step) for each, step in steps if step), None)
        if first and first[1]:
            yield _half_open(call, first[0], first[1])


def _dropped(project: Project, unit: Unit, made: Call, obligation: Obligation) -> Step | None:
    """The method of a new object that opens this and may fail behind it, called before anyone else has the object."""
    flow, family = project.flow(unit, made), obligation.family
    if family is None or not flow.returned or not flow.locals or flow.kept or flow.managed or flow.handed:
        return None
    given = min((each.order for each in unit.function.exits if each.value.path in flow.locals), default=0)
    for did in flow.methods:
        call = did.what
        if call.order < given and call.awaited and not did.part and not _guards(unit, call):
            for callee in family.methods.get(call.name, ()):
                inside, step = _walk(project, family, _opening(family, obligation), callee, 0)
                if inside and step:
                    return Step(unit, call, step.within, step.waiting)
    return None


def _half_open(made: Call, obligation: Obligation, step: Step) -> Finding:
    name, inner = plain(made.targets[0]), plain(obligation.root).removeprefix("self.")
    how = next(each for each in _PUBLIC_ENDS if obligation.family and each in obligation.family.methods)
    return finding(
        CODE,
        step.unit,
        step.call,
        f"`{name}` is dropped half open when `{plain(step.call.name)}()` fails: it has opened `{inner}` by then, and "
        f"waits for `{plain(step.waiting.name)}()`. Call `{name}.{how}()` in an `except`, and raise again.",
        subject=name,
        confidence="medium",
        evidence=(
            seen(obligation.unit, obligation.call, f"`{name}` opens `{inner}` here"),
            seen(step.within, step.waiting, "this may fail, with the thing open"),
        ),
    )


def _closes(obligation: Obligation, exits: Teardown) -> bool:
    return any(exits.runs(did.unit) for did in obligation.releases)


def _step(project: Project, family: Family, obligation: Obligation, entering: Unit) -> Step | None:
    if obligation.flow.managed or obligation.part:
        return None
    _, step = _walk(project, family, _opening(family, obligation), entering, 0)
    return step


def _opening(family: Family, obligation: Obligation) -> Opening:
    since = _opened(family, obligation)
    return Opening(obligation.unit, obligation.call, since, obligation.root, tuple(obligation.releases))


def _walk(project: Project, family: Family, opening: Opening, unit: Unit, depth: int) -> tuple[bool, Step | None]:
    """Whether a method opens it, and the first unguarded wait of the method behind that."""
    opened = opening.since if unit.name == opening.unit.name else None
    for call in unit.function.calls:
        if opened is None:
            inside, step = _into(project, family, opening, unit, call, depth)
            opened = call if inside else None
            if step and not _guards(unit, call):
                return True, Step(unit, call, step.within, step.waiting)
        elif _may_fail(project, unit, opened, call):
            return True, Step(unit, call, unit, call)
    return opened is not None, None


def _opened(family: Family, obligation: Obligation) -> Call:
    """The call that opens it; of an exit stack the first that puts something in, before which it holds nothing."""
    made, unit = obligation.flow.outermost, obligation.unit
    if not made.name.endswith("ExitStack"):
        return made
    names = {obligation.root, *obligation.flow.locals}
    return next((call for call in unit.function.calls if _fills(family, names, call)), made)


def _fills(family: Family, names: set[str], call: Call) -> bool:
    """Whether a call puts something into an exit stack of these names, or calls a method that begins with that."""
    if call.receiver == "self":
        inner = [each for unit in family.methods.get(call.name, ()) for each in unit.function.calls]
        return any(each.receiver in names and each.name in _FILLS for each in inner)
    return call.receiver in names and call.name in _FILLS


def _into(
    project: Project, family: Family, opening: Opening, unit: Unit, call: Call, depth: int
) -> tuple[bool, Step | None]:
    if depth >= _DEEPEST or call.receiver not in ("self", "super()"):
        return False, None
    for callee in family.methods.get(call.name, ()):
        if callee.name != unit.name:  # as which a method of a base is known in a family
            inside, step = _walk(project, family, opening, callee, depth + 1)
            if inside:
                return inside, step
    return False, None


def _may_fail(project: Project, unit: Unit, opened: Call, call: Call) -> bool:
    """Whether a call behind the opening waits for something that may fail, and no handler cleans up."""
    if not call.awaited or call.order <= opened.order or call.name in _QUIET or _cleans(call):
        return False
    if unit.is_within(call.block, "except") or _is_quiet(project, unit, call):
        return False
    return may_follow(unit, opened.block, call.block) and not _guards(unit, call)


def _is_quiet(project: Project, unit: Unit, call: Call) -> bool:
    """Whether it is a function of the project that waits for nothing, or only for what hardly fails."""
    callees = project.types.callee(unit, call.path)
    waits = (each for callee in callees for each in callee.function.calls if each.awaited)
    return runs_through(project, unit, call) or (
        bool(callees)
        and not any(callee.function.awaits for callee in callees)
        and not any(leaving.kind == "raise" for callee in callees for leaving in callee.function.exits)
        and all(each.name in _QUIET for each in waits)
    )


def _guards(unit: Unit, call: Call) -> bool:
    """Whether a ``try`` around a call has a handler or ``finally`` that cleans up, or is an exit stack's block."""
    groups = {block.group for block in unit.blocks_around(call.block) if block.kind in ("try", "with", "async with")}
    return any(
        (_cleans(each) or _may_clean(each))
        and any(block.group in groups and block.kind in ("except", "finally") for block in around)
        for each in unit.function.calls
        for around in (list(unit.blocks_around(each.block)),)
    ) or any("Stack" in value.path for block in unit.blocks_around(call.block) for value in block.values)


def _cleans(call: Call) -> bool:
    return any(word in call.name for word in _CLEANS)


def _may_clean(call: Call) -> bool:
    """Whether a call in a handler runs a method of the same object, or a function of its own: that may do it."""
    return call.receiver == "self" or (call.path.startswith("%") and "." not in call.path)


def _finding(entry: Entry) -> Finding:
    opening, family, step, leaving = entry
    name = plain(opening.root)
    deeper = "" if step.waiting is step.call else f", which waits for `{plain(step.waiting.name)}()`"
    return finding(
        CODE,
        step.unit,
        step.call,
        f"`{name}` stays open when `{plain(step.call.name)}()`{deeper} fails in `{step.unit.function.qualname}()`: "
        f"Python calls `{leaving}()` only when entering has succeeded. Close `{name}` in an `except`, and raise again.",
        subject=name,
        confidence="medium",
        owner=family.main.definition.qualname,
        evidence=(
            seen(opening.unit, opening.call, f"`{name}` is opened here"),
            seen(step.within, step.waiting, "this may fail, with the thing open"),
            *(seen(did.unit, did.what, f"`{name}` is closed here, by `{leaving}`") for did in opening.releases[:1]),
        ),
    )
