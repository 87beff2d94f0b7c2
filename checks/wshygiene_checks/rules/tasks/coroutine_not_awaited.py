"""WSH210: a coroutine is made and nobody awaits it, so that what it does never happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen

CODE = "WSH210"
#: Decorators that leave a coroutine function what it is.
_KEEPS_IT = frozenset({"staticmethod", "classmethod", "typing.override", "typing_extensions.override", "typing.final"})
_ENTERING = ("__enter__", "__exit__")


def find(project: Project) -> Iterator[Finding]:
    """Statements that only call what does nothing until it is awaited."""
    known = project.knowledge.vocabulary.coroutines
    names = {unit.function.name for unit in project.units if unit.function.is_async}
    names |= {name.rpartition(".")[2] for name in known}
    for unit, call in project.sites.named(names):
        if call.use != "drop" or call.awaited:
            continue
        callees = project.types.callee(unit, call.path)
        if callees:
            makes_one = all(map(is_coroutine_function, callees))
        else:
            makes_one = call.path in known or _all_make_one(project, unit, call)
        if makes_one and not _is_asked_for(unit, call) and not _never_happens(project, unit, call):
            confidence = _confidence(project, unit, call) if callees else "high"
            yield _finding(unit, call, confidence, [_defined(each) for each in callees[:1]])


def _all_make_one(project: Project, unit: Unit, call: Call) -> bool:
    """Whether it is a coroutine function of each class that the receiver may be of."""
    types = project.types.of(unit, call.receiver) if call.receiver else ()
    known = project.knowledge.vocabulary.coroutines
    return bool(types) and all(f"{type_}.{call.name}" in known for type_ in types)


def _is_asked_for(unit: Unit, call: Call) -> bool:
    """Whether another branch of the same `if` awaits the same call, or runs it: the program asks which one is right."""
    groups = {block.group for block in unit.blocks_around(call.block) if block.kind in ("if", "else")}
    same = (each for each in unit.function.calls if each.path == call.path and (each.awaited or each.use == "argument"))
    return any(around.group in groups for each in same for around in unit.blocks_around(each.block))


def _never_happens(project: Project, unit: Unit, call: Call) -> bool:
    """Whether it stands below an ``if`` on a name of a module that is `False`, such as of code that is translated."""
    asked = {atom.path for block in unit.blocks_around(call.block) for atom in block.atoms if atom.test == "true"}
    return bool(asked) and not asked.isdisjoint(project.shared(_always_false))


def _always_false(project: Project) -> frozenset[str]:
    """The names of modules that are bound once, to `False`."""
    stores = [store for unit in project.units for store in unit.function.stores if store.path[:1] != "%"]
    stores = [store for store in stores if not store.path.startswith("self.")]
    times = Counter(store.path for store in stores)
    return frozenset(store.path for store in stores if store.value.path == "False" and times[store.path] == 1)


def is_coroutine_function(unit: Unit) -> bool:
    """Whether calling it makes a coroutine and does nothing else; what a decorator makes of it is not known."""
    function = unit.function
    generates = any(leaving.kind == "yield" for leaving in function.exits)
    return function.is_async and not generates and all(each.path in _KEEPS_IT for each in function.decorators)


def _confidence(project: Project, unit: Unit, call: Call) -> Confidence:
    """How sure it is that the method is what it is written as.

    A base class or a decorator of the class that is out of sight may make it another one, and so does somebody where
    the class is entered both ways: ``__enter__`` would do nothing otherwise.
    """
    family = project.family(unit) if call.path.startswith("self.") else None
    if family is None:
        return "high"
    if unit.function.name in _ENTERING and f"__a{unit.function.name[2:]}" in family.methods:
        return "medium"
    return "medium" if family.unknown_bases or family.main.definition.decorators else "high"


def _defined(callee: Unit) -> Evidence:
    return seen(callee, callee.function.line, f"`{callee.function.name}` is a coroutine function")


def _finding(unit: Unit, call: Call, confidence: Confidence, evidence: list[Evidence]) -> Finding:
    name = plain(call.path)
    cure = "Await it" if unit.function.is_async else "Await it in an `async def`, or run it with `asyncio.run()`"
    message = (
        f"`{name}()` only makes a coroutine, and nothing awaits it: what it should do never happens, and Python warns "
        f"when it is collected. {cure}."
    )
    return finding(CODE, unit, call, message, subject=f"{name}()", confidence=confidence, evidence=evidence)
