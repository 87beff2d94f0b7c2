"""WSH308: reading a long-lived ``defaultdict`` under a key from outside adds an entry."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Probe
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.changes import additions, nested_additions, removals
from wshygiene_checks.rules.growth.constants import callers_pass_constants
from wshygiene_checks.rules.growth.containers import Container, class_of, probed_containers
from wshygiene_checks.rules.growth.provenance import Origin, origin
from wshygiene_checks.rules.growth.timing import lives_long, takes_handler, when
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH308"
# Nobody makes an entry only to look at it.
_LOOKS = frozenset("items keys values get copy count index union intersection difference issubset isdisjoint".split())
_COPIES = frozenset({"enumerate", "frozenset", "list", "set", "sorted", "tuple"})
_REGISTERING = frozenset("on subscribe register listen observe watch hook bind attach".split())
_OUTSIDE: tuple[Origin, ...] = ("connection", "message", "parameter", "unknown")


def find(project: Project) -> Iterator[Finding]:
    """Reads that only look, of mappings that outlive the look."""
    for container in probed_containers(project):
        probes = list(_probes(project, container))
        if probes and lives_long(project, container) and not _is_for_handlers(project, container):
            for unit, probe, from_ in probes[:1]:
                yield _finding(project, container, unit, probe, from_)


def _probes(project: Project, container: Container) -> Iterator[tuple[Unit, Probe, Origin]]:
    """The looks under keys from outside, in functions that neither ask first nor add nor tidy up; the surest first."""
    units = container.units if container.family else project.shared(_probing)
    added = (*additions(project, container), *nested_additions(project, container))
    meant = {each.unit.name for each in added} | {each.unit.name for each in removals(project, container)}
    found = []
    for unit in units:
        own = [probe for probe in unit.function.probes if probe.path == container.path]
        if not own or unit.name in meant or project.occasions.is_making(unit) or _asks(unit, container, own):
            continue
        if any(store.path.startswith(f"{container.path}[][") for store in unit.function.stores):
            continue  # it fills the entry in the same function
        for probe in own:
            from_ = origin(project, unit, probe.key)
            if from_ in _OUTSIDE and _only_looks(unit, probe) and not _is_own_key(container, probe):
                found.append((unit, probe, from_))
    found = [each for each in found if when(project, each[0]) != "setup"]
    found = [each for each in found if not callers_pass_constants(project, each[0], each[1].key)]
    yield from sorted(found, key=lambda each: _OUTSIDE.index(each[2]))


def _probing(project: Project) -> tuple[Unit, ...]:
    """The code that looks into mappings which gain an entry by that."""
    return tuple([unit for unit in project.units if unit.function.probes])


def _asks(unit: Unit, container: Container, probes: list[Probe]) -> bool:
    """Whether the function asks whether there is an entry."""
    asked = any(probe.use == "in" for probe in probes)
    atoms = [atom for block in unit.function.blocks for atom in block.atoms]
    return asked or any(atom.other == container.path and atom.test in ("in", "not in") for atom in atoms)


def _only_looks(unit: Unit, probe: Probe) -> bool:
    if probe.use in ("iterate", "test"):
        return True
    consumer = unit.call_by_order(probe.consumer)
    if probe.use == "receiver":
        return consumer is not None and consumer.name in _LOOKS
    if probe.use != "argument":
        return False
    return consumer is None or consumer.path in _COPIES  # `len` and its like are not recorded


def _is_own_key(container: Container, probe: Probe) -> bool:
    """Whether the key was read from the mapping itself: ``for room in list(self._rooms)``."""
    return any(name.startswith(container.path) for name in (probe.key.path, *probe.key.names))


def _is_for_handlers(project: Project, container: Container) -> bool:
    """Whether it is a table of handlers by event: there are only so many events."""
    units = [each.unit for each in nested_additions(project, container)]
    return any(takes_handler(unit) or unit.function.name.partition("_")[0] in _REGISTERING for unit in units)


def _finding(project: Project, container: Container, unit: Unit, probe: Probe, from_: Origin) -> Finding:
    key = key_text(probe.key)
    entry = project.roles.entry(unit) is not None or when(project, unit) == "event"
    confidence: Confidence = "medium" if from_ in ("connection", "message") and entry else "info"
    return finding(
        CODE,
        unit,
        probe.line,
        f"reading `{container.name}[{key}]` adds an entry where there is none: `{container.name}` is a `defaultdict`. "
        f"It grows by one for each `{key}` that somebody asks for. Test `{key} in {container.name}` first, or use "
        f"`.get()`.",
        subject=plain(container.path) if container.family else container.attribute,
        confidence=confidence,
        owner=unit.function.qualname if not class_of(project, unit) else container.owner,
        evidence=(seen(container.unit, container.store, f"`{container.name}` is made here"),),
    )
