"""WSH501: a heartbeat loop is never cancelled and does not notice that the connection is closed."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Family, Project, Unit, obligations_of, root_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.limits.blocks import calls_inside, swallows_errors
from wshygiene_checks.rules.tasks.coroutines import endless_loop, runs, told_by_flag
from wshygiene_checks.rules.tasks.endings import ends_with_its_loop
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.teardown import first_teardown, is_torn_down, reached, settled
from wshygiene_checks.rules.tasks.timers import called_back, conditions_before, only_started

CODE = "WSH501"
# Nobody at the other end can go away before the process does.
_TERMINALS = frozenset(
    f"sys.{name}{buffer}" for name in ("stdout", "stderr", "__stdout__", "__stderr__") for buffer in ("", ".buffer")
)
_PAUSES = ("sleep", "wait_for", "wait")


def find(project: Project) -> Iterator[Finding]:
    """Tasks and threads that send at intervals, whatever becomes of the connection."""
    for acquisition in project.of_kind("task", "thread"):
        thread = acquisition.entry.kind == "thread"
        for unit in called_back(project, acquisition) if thread else runs(project, acquisition):
            beat = _beat(project, unit)
            family = project.family(unit)
            ends = belongs_to_the_process(acquisition.unit)
            ends = ends or (family is not None and told_by_flag(project, family, unit))
            if not beat or ends or _ended(project, acquisition):
                continue
            if not _reconnects(project, acquisition, unit, beat):
                yield _finding(project, acquisition, unit, beat)


def _beat(project: Project, unit: Unit) -> Call | None:
    """The call that sends, in an endless loop that pauses, if its failure does not end the loop."""
    words = project.knowledge.vocabulary
    for index, block in enumerate(unit.function.blocks):
        if block.kind != "while" or not endless_loop(unit, block):
            continue
        inside = list(calls_inside(unit, index))
        beats = [call for call in inside if call.name in words.ping_methods | words.send_methods]
        beats = [call for call in beats if call.receiver not in _TERMINALS]
        if beats and any(call.name in _PAUSES for call in inside) and _survives(unit, beats[0]):
            return beats[0]
    return None


def _survives(unit: Unit, beat: Call) -> bool:
    """Whether the loop goes on when sending fails: the error is swallowed, or nobody waits for the result."""
    return swallows_errors(unit, beat.block) or (unit.function.is_async and not beat.awaited and beat.use == "drop")


def _ended(project: Project, acquisition: Acquisition) -> bool:
    """Whether anybody can end the task: its handle is kept and discharged, or handed on."""
    if ends_with_its_loop(project, acquisition):
        return True
    flow = project.flow(acquisition.unit, acquisition.call)
    if only_started(acquisition, flow):
        return False
    kept = list(obligations_of(project, acquisition))
    return not kept or any(settled(obligation) for obligation in kept)


def _reconnects(project: Project, acquisition: Acquisition, unit: Unit, beat: Call) -> bool:
    """Whether the loop connects anew what it sends on, and is only started where none runs: it serves them all."""
    family, root = project.family(unit), root_of(beat.receiver)[0]
    asked = conditions_before(acquisition.unit, acquisition.call.order, acquisition.call.block)
    kept = {each.root for each in obligations_of(project, acquisition)}
    guarded = any(root_of(path)[0] in kept for path in asked)
    if family is None or not guarded or not root.startswith("self."):
        return False
    own = {each.name for each in reached(family, [unit])}
    opened = (did for did in family.places[root].set if not did.part and did.unit.name in own)
    return any(did.what.value.path != "None" for did in opened)


def _finding(project: Project, acquisition: Acquisition, unit: Unit, beat: Call) -> Finding:
    family = project.family(acquisition.unit)
    where = first_teardown(project, family) if family else "when the connection ends"
    name = unit.function.qualname
    message = (
        f"the heartbeat `{name}` goes on after its connection is closed: a failed `{plain(beat.path)}()` does not end "
        f"its loop, and nothing cancels the task. Each connection leaves one behind. Keep the task and cancel it "
        f"{where}, or leave the loop when sending fails."
    )
    return finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=name,
        confidence=_confidence(project, acquisition, family),
        owner=family.main.definition.qualname if family else "",
        evidence=[seen(unit, beat, "the loop carries on when this fails")],
    )


def _confidence(project: Project, acquisition: Acquisition, family: Family | None) -> Confidence:
    """Little is sure of what an object starts that is made once: it reconnects, and nobody knows whether it ends."""
    if family is not None and acquisition.unit.function.name == "__init__" and not is_torn_down(project, family):
        return "info"
    return "high" if acquisition.how != "any" else "medium"
