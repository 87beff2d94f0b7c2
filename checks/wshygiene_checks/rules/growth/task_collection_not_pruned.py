"""WSH304: tasks are added to a collection, and finished ones stay in it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Obligation, Project, Unit, obligations, obligations_of
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.growth.changes import Removal, empties_whole, removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import shrinks_elsewhere
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.timing import When, lives_long, when
from wshygiene_checks.rules.halves import begins_once
from wshygiene_checks.rules.tasks.coroutines import running_time
from wshygiene_checks.rules.tasks.wrappers import started_through, wrappers

CODE = "WSH304"


def find(project: Project) -> Iterator[Finding]:
    """Collections that keep tasks alive, and keep the finished ones too."""
    known = {(each.unit.owner, each.path): each for each in containers(project)}
    for obligation in (*obligations(project, "task"), *_started_for(project)):
        owners = obligation.family.names if obligation.family else frozenset({""})
        container = next((known[owner, obligation.root] for owner in owners if (owner, obligation.root) in known), None)
        if container is None:
            container = _injected(project, obligation)
            if container is not None and _takes_out(project, container, obligation):
                continue
        is_entry = obligation.part.startswith("[]") and "{}" not in obligation.part  # what a key has goes with the key
        if container is not None and is_entry:
            yield from _judge(project, container, obligation)
    for container in known.values():
        yield from _finished(project, container)


def _started_for(project: Project) -> Iterator[Obligation]:
    """The tasks that functions of the project start for their caller: ``self._tasks.append(in_background(work))``."""
    for acquisition, wrapper in started_through(project, project.shared(wrappers)):
        if not wrapper.keeps:
            yield from obligations_of(project, acquisition)


def _injected(project: Project, obligation: Obligation) -> Container | None:
    """The collection of another class that this object is given and keeps under the same name."""
    given = [did for did in obligation.place.set if not did.part and did.what.value.kind == "path"]
    if not given or obligation.family is None or not given[0].what.value.path.startswith("%"):
        return None
    name = obligation.root.rpartition(".")[2]
    made = [each for each in containers(project) if each.attribute == name and each.family]
    same = [each for each in made if each.unit.function.kind == "class" or project.occasions.is_making(each.unit)]
    return same[0] if len(same) == 1 else None


def _takes_out(project: Project, injected: Container, obligation: Obligation) -> bool:
    """Whether the class that was given the collection takes entries out itself."""
    own = injected._replace(path=obligation.root, family=obligation.family, place=obligation.place)
    return any(not _is_teardown(project, own, each) for each in removals(project, own))


def _judge(project: Project, container: Container, obligation: Obligation) -> Iterator[Finding]:
    unit = obligation.unit
    runs = when(project, unit)
    if runs == "setup" or _starts(project, unit) or lives_long(project, container) is False:
        return
    if container.sort == "dict" and _key_is_bounded(project, container, obligation):
        return
    removed = list(removals(project, container))
    cancelling = _only_when_cancelled(project, container, obligation, removed)
    ended = [each for each in removed if not _is_teardown(project, container, each)]
    lasting = cancelling or all(empties_whole(container, each) and _cancels_all(container, each) for each in ended)
    if not lasting or shrinks_elsewhere(project, container):
        return
    if any(empties_whole(container, each) and each.unit.function is unit.function for each in removed):
        return  # what one run adds, that run or the next one takes out
    if begins_once(project, unit, [each.unit for each in removed]):
        return  # and nothing of an earlier run is left when it adds the next ones
    confidence = _confidence(project, container, obligation, runs)
    if cancelling or (ended and confidence == "high"):
        confidence = "medium"
    yield _finding(container, unit, obligation.call, removed, confidence)


def _only_when_cancelled(
    project: Project, container: Container, obligation: Obligation, removed: list[Removal]
) -> bool:
    """Whether a task that ends by itself keeps its entry: what takes entries out cancels their tasks, and no more."""
    single = [each for each in removed if not _is_teardown(project, container, each)]
    if container.sort != "dict" or not single or running_time(project, obligation.acquisition) != "bounded":
        return False
    return all(each.method == "pop" and _cancels_popped(container, each) for each in single)


def _cancels_popped(container: Container, removal: Removal) -> bool:
    """``task = self._tasks.pop(key); task.cancel()``, whether or not the task is done."""
    calls = [call for call in removal.unit.function.calls if call.name == "cancel"]
    looks = {block.kind for call in calls for block in removal.unit.blocks_around(call.block)}
    popped = (f"{container.path}[]", f"{container.path}.pop()")
    return "if" not in looks and any(call.receiver in popped for call in calls)


def _cancels_all(container: Container, removal: Removal) -> bool:
    """Whether what empties the collection ends every task in it: until then the finished ones stay."""
    return any(call.name == "cancel" and call.receiver == f"{container.path}[]" for call in removal.unit.function.calls)


def _starts(project: Project, unit: Unit) -> bool:
    """Whether the function starts its component: it adds a fixed number of tasks, once."""
    return unit.function.name.lstrip("_") in project.knowledge.vocabulary.startup_methods


def _key_is_bounded(project: Project, container: Container, obligation: Obligation) -> bool:
    stores = [
        did.what for did in container.place.set if did.part == "[]" and did.unit.function is obligation.unit.function
    ]
    return any(origin(project, obligation.unit, store.key) in ("bounded", "unknown") for store in stores)


def _is_fresh(project: Project, obligation: Obligation) -> bool:
    unit = obligation.unit
    stores = (did.what for did in obligation.place.set if did.part == "[]" and did.unit.function is unit.function)
    return any(origin(project, unit, store.key) in ("fresh", "connection", "message") for store in stores)


def _is_missing(container: Container, obligation: Obligation) -> bool:
    """Whether a task is started only where its key has none yet: ``if key not in self._tasks``."""
    atoms = (atom for block in obligation.unit.blocks_around(obligation.call.block) for atom in block.atoms)
    return any(atom.test == "not in" and atom.other == container.path for atom in atoms)


def _is_teardown(project: Project, container: Container, removal: Removal) -> bool:
    """Whether it empties the whole collection, and only when its owner is torn down."""
    return empties_whole(container, removal) and project.roles.is_ending(removal.unit)


def _confidence(project: Project, container: Container, obligation: Obligation, runs: When) -> Confidence:
    confidence: Confidence = "high" if runs == "event" else "medium"
    if container.sort == "dict" and not _is_fresh(project, obligation) and _is_missing(container, obligation):
        confidence = lower(confidence)  # one task for each key, and not one more each time
    handed_on = any(not (isinstance(did.what, Store) and did.what.path.startswith("%")) for did in obligation.transfers)
    if obligation.acquisition.how == "any" or handed_on:
        confidence = lower(confidence)
    family = container.family
    return lower(confidence) if family and family.unknown_bases else confidence


def _finished(project: Project, container: Container) -> Iterator[Finding]:
    """A task that is about to end puts itself into a list, which is emptied some other time."""
    for did in container.place.called:
        given = did.what.args[0].path if did.what.args else ""
        made = {store.path for store in did.unit.function.stores if store.value.path == "asyncio.current_task()"}
        itself = given == "asyncio.current_task()" or given in made
        if (
            not did.part
            and did.what.name in ("append", "add")
            and itself
            and did.unit.is_within(did.what.block, "finally")
        ):
            removed = list(removals(project, container))
            if not any(
                each.unit.function is did.unit.function or each.method in ("discard", "remove") for each in removed
            ):
                yield _finding(container, did.unit, did.what, removed, "medium")


def _finding(
    container: Container,
    unit: Unit,
    anchor: Call | Store,
    removed: list[Removal],
    confidence: Confidence,
) -> Finding:
    until = f"until `{removed[0].unit.function.qualname}()` empties it" if removed else "for as long as it lives"
    cure = "Remove the entry in a done callback of the task."
    if container.sort != "dict":
        method = "discard" if container.sort == "set" else "remove"
        cure = f"Let each leave when it is done: `task.add_done_callback({container.name}.{method})`."
    return finding(
        CODE,
        unit,
        anchor,
        f"`{container.name}` keeps finished tasks {until}, one more each time `{unit.function.qualname}()` runs. "
        f"Each holds its result, its exception and what its coroutine referred to. {cure}",
        subject=container.path if container.family else container.attribute,
        confidence=confidence,
        owner=container.owner,
        evidence=(
            seen(container.unit, container.store, f"`{container.name}` is made here"),
            *[seen(each.unit, each.what, "it is emptied only here") for each in removed[:1]],
        ),
    )
