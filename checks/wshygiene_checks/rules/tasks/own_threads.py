"""The project's own subclasses of ``Thread``: where they are made, and what can end them, if anything."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Family, Obligation, Project, Unit, root_of
from wshygiene_checks.rules.tasks.coroutines import is_endless, tested, time_of, used_in_loops

_THREAD = "threading.Thread"
CLOSES = frozenset("close shutdown disconnect terminate kill abort".split())  # what is read then fails, or ends
_SETS = frozenset({"set", "clear"})
_TELLS = CLOSES | {"put", "put_nowait"}
_STATES = ("", ".is_set", ".wait", ".closed")  # what an event, or the thing itself, says of its own end
_LOOKS = frozenset("start is_alive setName getName native_id".split())


class OwnThread(NamedTuple):
    """Where an object of such a class is made; ``daemon`` says that the process may end without it.

    ``end`` is the method of the class that ends its loop; None where it has none.
    """

    acquisition: Acquisition
    family: Family
    daemon: bool
    end: Unit | None


def own_threads(project: Project) -> Iterator[OwnThread]:
    """Where objects of such classes are made, if ``run`` loops until somebody calls an end of it, or for ever."""
    endless: dict[str, tuple[Family, list[Unit]]] = {}
    for name in project.families.classes:
        if _THREAD in project.families.ancestors(name):
            family = project.families.family(name)
            ends = _ends(project, family) if family is not None else []
            if family is not None and (ends or _runs_for_ever(project, family)):
                endless[name] = family, ends
    for unit, call in project.sites.named({name.rpartition(".")[2] for name in endless}):
        name = project.families.resolve(call.path)
        if name in endless and call.use == "store":
            family, ends = endless[name]
            release = (*dict.fromkeys(each.function.name for each in ends), "join")
            entry = Entry(id=f"project.{name}", pack="project", kind="thread", acquire=(name,), release=release)
            daemon = _says_daemon(call.keywords) or _is_daemon(family)
            yield OwnThread(Acquisition(unit, call, entry, "typed"), family, daemon, next(iter(ends), None))


def is_told(used: Sequence[str], obligation: Obligation, thread: Family) -> bool:
    """Whether its owner may end it, by setting something of it, or calling what its class does not define."""
    if any(name not in _LOOKS and name not in thread.methods for name in used):
        return True
    return any(did.part not in ("", ".daemon", ".name") for did in obligation.place.set)


def ended_in_vain(project: Project, used: Sequence[str], thread: Family) -> Unit | None:
    """The method by which its owner means to end it, and which leaves the loop as it is."""
    units = (unit for name in used for unit in thread.methods.get(name, ()))
    return next((unit for unit in units if project.roles.is_teardown(unit)), None)


def _ends(project: Project, family: Family) -> list[Unit]:
    """The methods that end the loop of ``run``: by what it tests, closes or sends; none where it asks anybody else."""
    runs = [unit for unit in family.methods.get("run", ()) if is_endless(project, unit)]
    flags = {path for unit in runs for path in tested(unit) if path.startswith("self.")}
    if family.unknown_bases or any(_asks_others(unit, flags) for unit in runs):
        return []
    used = {path for unit in runs for path in used_in_loops(unit)}
    return [
        unit
        for unit in family.units
        if project.roles.is_teardown(unit)
        and all(each.optional for each in unit.function.params)
        and (
            any(store.path in flags for store in unit.function.stores)
            or any(call.receiver in flags and call.name in _SETS for call in unit.function.calls)
            or any(call.receiver in used and call.name in _TELLS for call in unit.function.calls)
        )
    ]


def _asks_others(unit: Unit, flags: Container[str]) -> bool:
    """Whether a loop tests something of another object, as in ``while self._owner.running``."""
    paths = [atom.path for block in unit.function.blocks if block.kind == "while" for atom in block.atoms]
    return any(root_of(path)[0] in flags and root_of(path)[1].strip("()") not in _STATES for path in paths)


def _runs_for_ever(project: Project, family: Family) -> bool:
    """Whether ``run`` has no end of its own, and nothing in the class does anything to what its loops test or use."""
    runs = [unit for unit in family.methods.get("run", ()) if time_of(project, unit) == "endless"]
    flags = {path for unit in runs for path in tested(unit)}
    own = {unit.name for unit in runs}
    others = [unit for unit in family.units if unit.name not in own and unit.function.kind == "function"]
    others = [unit for unit in others if not project.occasions.is_making(unit)]
    told = any(store.path in flags for unit in others for store in unit.function.stores)
    from_outside = any("set" in project.done_to(family, path[5:]) for path in flags if path.startswith("self."))
    used = {path for unit in runs for path in used_in_loops(unit)}
    closed = any(call.receiver in used and call.name in CLOSES for unit in others for call in unit.function.calls)
    ends = any(project.roles.is_teardown(unit) for unit in others)
    return bool(runs) and not (told or closed or from_outside) and not (ends and (family.unknown_bases or not flags))


def _is_daemon(family: Family) -> bool:
    units = family.units
    made = any(_says_daemon(call.keywords) for unit in units for call in unit.function.calls if call.name == "__init__")
    told = any(call.name == "setDaemon" for unit in units for call in unit.function.calls)
    stored = any(store.path == "self.daemon" for unit in units for store in unit.function.stores)
    return made or told or stored


def _says_daemon(keywords: Sequence[tuple[str, object]]) -> bool:
    return any(name == "daemon" for name, _ in keywords)
