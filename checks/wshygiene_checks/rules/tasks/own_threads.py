"""The project's own subclasses of ``Thread``: where they are made, and whether anything can end them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Family, Obligation, Project
from wshygiene_checks.rules.tasks.coroutines import is_endless

_THREAD = "threading.Thread"
_LOOKS = frozenset("start is_alive setName getName native_id".split())


def own_threads(project: Project) -> Iterator[tuple[Acquisition, Family]]:
    """Where objects of such classes are made, if ``run`` loops for ever and nothing in the class ends it."""
    endless = {}
    for name in project.families.classes:
        if _THREAD in project.families.ancestors(name):
            family = project.families.family(name)
            if family is not None and _runs_for_ever(project, family):
                endless[name] = family
    for unit, call in project.sites.named({name.rpartition(".")[2] for name in endless}):
        name = project.families.resolve(call.path)
        if name in endless and call.use == "store" and not _says_daemon(call.keywords):
            entry = Entry(id=f"project.{name}", pack="project", kind="thread", acquire=(name,), release=("join",))
            yield Acquisition(unit, call, entry, "typed"), endless[name]


def is_told(used: Sequence[str], obligation: Obligation) -> bool:
    """Whether its owner does more with it than start it: whatever else is called or set may be what ends it."""
    if not _LOOKS.issuperset(used):
        return True
    return any(did.part for did in obligation.place.set)


def _runs_for_ever(project: Project, family: Family) -> bool:
    """Whether ``run`` has no end of its own, and nothing in the class is there to end it."""
    run = [unit for unit in family.methods.get("run", ()) if is_endless(project, unit)]
    ends = any(project.roles.is_teardown(unit) for unit in family.units if unit.function.name != "run")
    return bool(run) and not ends and not _is_daemon(family)


def _is_daemon(family: Family) -> bool:
    units = family.units
    made = any(_says_daemon(call.keywords) for unit in units for call in unit.function.calls if call.name == "__init__")
    told = any(call.name == "setDaemon" for unit in units for call in unit.function.calls)
    stored = any(store.path == "self.daemon" for unit in units for store in unit.function.stores)
    return made or told or stored


def _says_daemon(keywords: Sequence[tuple[str, object]]) -> bool:
    return any(name == "daemon" for name, _ in keywords)
