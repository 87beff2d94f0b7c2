"""WSH305: a receive loop or a broadcast feeds a queue that has no upper limit."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Did, Project
from wshygiene_checks.rules.findings import finding, lower, plain, seen_at
from wshygiene_checks.rules.growth.fanout import fed_through_owners, feeds_of, owners_in
from wshygiene_checks.rules.growth.queues import Queue, puts, shared_in, unbounded_queues
from wshygiene_checks.rules.growth.timing import receives

CODE = "WSH305"


def find(project: Project) -> Iterator[Finding]:
    """Queues that a peer or a broadcast can fill faster than they are emptied."""
    for queue in unbounded_queues(project):
        shared = shared_in(queue)
        fans = feeds_of(project, queue, shared) if shared else fed_through_owners(project, queue)
        fed = fans or [did for did in puts(project, queue) if _is_from_peer(project, did)]
        if fed:
            yield _finding(queue, fed[0], (shared or owners_in(fed[0])) if fans else "")


def _is_from_peer(project: Project, did: Did[Call]) -> bool:
    """Whether the queue is fed with what a peer sends: in a receive loop, or in a message callback."""
    entry = project.roles.entry(did.unit)
    is_callback = entry is not None and entry.role == "message"
    given = bool(did.what.args) and did.what.args[0].kind != "constant"
    return given and not _is_measured(did) and (is_callback or receives(project, did.unit, did.what))


def _is_measured(did: Did[Call]) -> bool:
    """Whether it is fed only while it is short: ``if self._queue.qsize() < self.limit``."""
    sizes = (f"{did.what.receiver}.qsize", f"{did.what.receiver}.full")
    atoms = [atom for block in did.unit.blocks_around(did.what.block) for atom in block.atoms]
    return any(path.startswith(sizes) for atom in atoms for path in (atom.path, atom.other))


def _finding(queue: Queue, fed: Did[Call], shared: str) -> Finding:
    name = plain(queue.path if queue.family or queue.path.startswith("%") else queue.path.rpartition(".")[2])
    feeder = fed.unit.function.qualname
    confidence: Confidence = "medium"
    if not shared and queue.family is not None and queue.family.unknown_bases:
        confidence = lower(confidence)
    who = (
        f"`{feeder}()` puts every message into each queue in `{plain(shared)}`, also those whose client reads slowly"
        if shared
        else f"`{feeder}()` puts into it whatever the peer sends, however slowly it is emptied"
    )
    return finding(
        CODE,
        queue.unit,
        queue.call,
        f"the queue `{name}` has no upper limit. {who[0].upper()}{who[1:]}. Give it a `maxsize`, and decide what "
        f"happens when it is full: wait, drop, or close the connection.",
        subject=name,
        confidence=confidence,
        owner=queue.family.main.definition.qualname if queue.family else "",
        evidence=(seen_at(fed, "it is fed here"),),
    )
