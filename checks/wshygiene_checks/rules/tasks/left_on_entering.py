"""Tasks that ``__aenter__`` starts before a wait that fails: Python calls no ``__aexit__`` then, and they run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Family, Obligation, Project, obligations_of
from wshygiene_checks.rules.connections import entering
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, running_time

CODE = "WSH202"
_ENTERS = ("__aenter__", "__enter__")


def left_on_entering(project: Project, started: Iterable[tuple[Acquisition, Acquisition]]) -> Iterator[Finding]:
    """Tasks that do not end by themselves; each is given with the acquisition that says what it runs."""
    for acquisition, inner in started:
        kept = list(_kept(project, acquisition))
        if kept and running_time(project, inner) in ("endless", "told"):
            yield from (_finding(inner, each) for each in entering.half_entered(project, kept))


def _kept(project: Project, acquisition: Acquisition) -> Iterator[tuple[Obligation, Family]]:
    family = project.family(acquisition.unit)
    if family is not None and any(name in family.methods for name in _ENTERS):
        yield from ((obligation, family) for obligation in obligations_of(project, acquisition) if obligation.family)


def _finding(inner: Acquisition, entry: entering.Entry) -> Finding:
    opening, family, step, leaving = entry
    name, method = plain(opening.root), step.unit.function
    deeper = "" if step.waiting is step.call else f", which waits for `{plain(step.waiting.name)}()`"
    return finding(
        CODE,
        opening.unit,
        opening.call,
        f"`{name}` runs on when `{plain(step.call.name)}()`{deeper} fails in `{method.qualname}()`: Python calls "
        f"`{leaving}()`, which ends `{coroutine_name(inner)}`, only when entering has succeeded. Cancel it in an "
        f"`except`, and raise again.",
        subject=name,
        confidence="medium",
        owner=family.main.definition.qualname,
        evidence=(
            seen(step.within, step.waiting, "this may fail, with the task running"),
            *(seen(did.unit, did.what, f"`{name}` is ended here, by `{leaving}`") for did in opening.releases[:1]),
        ),
    )
