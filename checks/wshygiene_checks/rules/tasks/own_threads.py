"""The project's own subclasses of ``Thread``: where they are made, and whether anything can end them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Family, Obligation, Project, Unit
from wshygiene_checks.rules.tasks.coroutines import tested, time_of, used_in_loops

_THREAD = "threading.Thread"
CLOSES = frozenset("close shutdown disconnect terminate kill abort".split())  # what is read then fails, or ends
_LOOKS = frozenset("start is_alive setName getName native_id".split())


class OwnThread(NamedTuple):
    """Where an object of such a class is made; ``daemon`` says that the process may end without it."""

    acquisition: Acquisition
    family: Family
    daemon: bool


def own_threads(project: Project) -> Iterator[OwnThread]:
    """Where objects of such classes are made, if ``run`` loops for ever and nothing in the class ends it."""
    endless = {}
    for name in project.families.classes:
        if _THREAD in project.families.ancestors(name):
            family = project.families.family(name)
            if family is not None and _runs_for_ever(project, family):
                endless[name] = family
    for unit, call in project.sites.named({name.rpartition(".")[2] for name in endless}):
        name = project.families.resolve(call.path)
        if name in endless and call.use == "store":
            entry = Entry(id=f"project.{name}", pack="project", kind="thread", acquire=(name,), release=("join",))
            daemon = _says_daemon(call.keywords) or _is_daemon(endless[name])
            yield OwnThread(Acquisition(unit, call, entry, "typed"), endless[name], daemon)


def is_told(used: Sequence[str], obligation: Obligation, thread: Family) -> bool:
    """Whether its owner may end it, by setting something of it, or calling what its class does not define."""
    if any(name not in _LOOKS and name not in thread.methods for name in used):
        return True
    return any(did.part not in ("", ".daemon", ".name") for did in obligation.place.set)


def ended_in_vain(project: Project, used: Sequence[str], thread: Family) -> Unit | None:
    """The method by which its owner means to end it, and which leaves the loop as it is."""
    units = (unit for name in used for unit in thread.methods.get(name, ()))
    return next((unit for unit in units if project.roles.is_teardown(unit)), None)


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
