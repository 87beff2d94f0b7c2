"""Texts, bytes and streams in memory that get longer with every message, and that nothing ever makes shorter."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Family, Place, Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.timing import lives_long, surely_runs_again, when

CODE = "WSH306"
_TEXTS = frozenset({"''", "b''"})
_STREAMS = frozenset({"bytearray", "io.StringIO", "io.BytesIO"})  # whoever is given one of these may empty it
_LENGTHEN = frozenset({"write", "writelines", "extend", "append"})
_LEAVES = frozenset({"getvalue", "getbuffer", "decode", "flush", "tell", "hex", "find", "startswith", "endswith"})


def growing_text(project: Project) -> Iterator[Finding]:
    """Attributes of objects that outlive connections, to which code that runs for each message adds a piece."""
    for unit, store, family in _made(project):
        place = family.places[store.path]
        added = list(_added(project, place, is_text=store.value.path in _TEXTS))
        container = Container(store.path, "list", family, unit, store, False, place)
        if added and lives_long(project, container) and not _is_emptied(project, family, store, place):
            where, what = next((each for each in added if surely_runs_again(project, each[0])), added[0])
            yield _finding(container, where, what, "medium" if surely_runs_again(project, where) else "info")


def _made(project: Project) -> Iterator[tuple[Unit, Store, Family]]:
    """Where the makers of objects put an empty text or stream into an attribute, each attribute once."""
    told: set[tuple[str, str]] = set()
    for unit in project.units:
        for store in unit.function.stores:
            own = store.path.startswith("self.") and store.kind == "set" and store.key is None
            if own and (store.value.path in _TEXTS or unit.made_by(store.value) in _STREAMS):
                family = project.family(unit)
                if family and (family.main.name, store.path) not in told and _is_made(project, unit):
                    told.add((family.main.name, store.path))
                    yield unit, store, family


def _is_made(project: Project, unit: Unit) -> bool:
    return unit.function.kind == "class" or project.occasions.is_making(unit)


def _added(project: Project, place: Place, *, is_text: bool) -> Iterator[tuple[Unit, Store | Call]]:
    found: list[tuple[Unit, Store | Call]] = [
        (did.unit, did.what)
        for did in place.set
        if did.what.kind == "augment" and not did.part and did.what.value.kind != "constant"
    ]
    if not is_text:
        found += [(did.unit, did.what) for did in place.called if did.what.name in _LENGTHEN and not did.part]
    return ((unit, what) for unit, what in found if when(project, unit) == "event")


def _is_emptied(project: Project, family: Family, store: Store, place: Place) -> bool:
    """Whether anybody makes it shorter, puts another in its place, or may do so out of sight."""
    again = (did for did in place.set if did.what.kind != "augment" and not _is_made(project, did.unit))
    if next(again, None) or any(did.part for did in place.set):
        return True
    if store.value.path not in _TEXTS:
        known = _LENGTHEN | _LEAVES
        if place.handed or place.kept or place.left or any(did.what.name not in known for did in place.called):
            return True
    attribute = store.path.rpartition(".")[2]
    return bool(family.unknown_bases) or any(
        each.kind == "set" and each.path.endswith(f".{attribute}") and not each.path.startswith("self.")
        for unit in project.units
        for each in unit.function.stores
    )


def _finding(container: Container, unit: Unit, what: Store | Call, confidence: Confidence) -> Finding:
    name, function = container.name_in(unit), unit.function.qualname
    piece = plain(what.value.path) if isinstance(what, Store) else plain(what.args[0].path) if what.args else ""
    return finding(
        CODE,
        unit,
        what,
        f"`{function}()` adds {f'`{piece}`' if piece else 'a piece'} to `{name}` each time it runs, and nothing in the "
        f"project empties it. It keeps everything that was ever added. Take out what has been dealt with, or set a "
        f"limit.",
        subject=container.path,
        confidence=confidence,
        owner=container.owner,
        evidence=(seen(container.unit, container.store, f"`{name}` is made here"),),
    )
