"""WSH508: a broadcast ignores that a send has failed, and nothing ever takes the connection out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.aliases import shrinks_under_another_name
from wshygiene_checks.rules.growth.changes import Removal, additions, empties_whole, looks, nested_additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import judge, shrinks_elsewhere
from wshygiene_checks.rules.growth.timing import lives_long
from wshygiene_checks.rules.limits.blocks import calls_inside, handlers_of, is_inside, may_leave, suppresses
from wshygiene_checks.rules.limits.on_request import only_on_request
from wshygiene_checks.rules.limits.peers import is_named_for_peers, is_peer

CODE = "WSH508"
_LOOPS = ("for", "comprehension")
_AMBIGUOUS = frozenset({"emit", "write"})  # what is written to is as often a file, and what emits a widget


class Broadcast(NamedTuple):
    """A send to each of what a container holds, of which a failure is ignored.

    ``loop`` is the index of the loop's block, ``handlers`` are those of the handlers that may get the error.
    """

    unit: Unit
    send: Call
    loop: int
    handlers: tuple[int, ...]

    @property
    def block(self) -> Block:
        """The loop."""
        return self.unit.function.blocks[self.loop]

    @property
    def path(self) -> str:
        """What the loop goes through: ``self._clients``, ``self._rooms[]``."""
        return self.block.values[0].path


def find(project: Project) -> Iterator[Finding]:
    """Loops that send, get over the error, and leave the connection where it is for the next round."""
    for unit, send in project.sites.named(project.knowledge.vocabulary.send_methods):
        broadcast = _broadcast(project, unit, send)
        if broadcast is not None and not _is_dealt_with(broadcast):
            container = _container(project, broadcast)
            if container is not None:
                yield from _judged(project, broadcast, container)


def _broadcast(project: Project, unit: Unit, send: Call) -> Broadcast | None:
    """The broadcast that a send is a part of, if what it raises is swallowed before the next one."""
    blocks = unit.function.blocks
    block, ignored = send.block, False
    handlers: tuple[int, ...] = ()
    while block > 0:
        around = blocks[block]
        if around.kind in _LOOPS:
            path = around.values[0].path if around.values else ""
            if not path or not is_peer(send.receiver, f"{path}[]"):
                return None
            counts = send.name not in _AMBIGUOUS or is_named_for_peers(path)
            return Broadcast(unit, send, block, handlers) if counts and (ignored or _gathered(unit, send)) else None
        if not ignored:
            here = tuple(handlers_of(unit, block))
            names = [blocks[each].names for each in here]
            names += [value.names for value in around.values] if suppresses(unit, block) else []
            if any(may_leave(unit, each) for each in here):
                return None
            ignored, handlers = _tells(project, names), here
        block = around.parent
    return None


def _tells(project: Project, names: list[tuple[str, ...]]) -> bool:
    """Whether one of these exceptions is what a send raises when the peer is gone."""
    disconnects = project.knowledge.vocabulary.disconnects
    return any(name.rpartition(".")[2] in disconnects for each in names for name in each)


def _gathered(unit: Unit, send: Call) -> bool:
    """Whether all sends are waited for at once, and what they raise is dropped with their results."""
    gather = unit.call_by_order(send.consumer) if send.use == "argument" else None
    given = gather.keyword("return_exceptions") if gather is not None and gather.name == "gather" else None
    return gather is not None and given is not None and given.path == "True" and gather.use == "drop"


def _is_dealt_with(broadcast: Broadcast) -> bool:
    """Whether anybody is told of the failure who could take the connection out, or notes that it has failed."""
    unit, element = broadcast.unit, (f"{broadcast.path}[]", f"{broadcast.path}{{}}")
    for call in calls_inside(unit, broadcast.loop):
        handles = any(is_inside(unit, call.block, each) for each in broadcast.handlers)
        given = (*call.args, *[value for _, value in call.keywords])
        told = any(name.startswith(element) for value in given for name in value.names)
        if told and call.order not in (broadcast.send.order, broadcast.send.consumer) and not _is_part(call, broadcast):
            return True
        if handles and call.path.startswith(("self.", *element)):
            return True
    return any(
        store.kind == "set" and any(is_inside(unit, store.block, each) for each in broadcast.handlers)
        for store in unit.function.stores
    )


def _is_part(call: Call, broadcast: Broadcast) -> bool:
    """Whether a call only waits for the send: ``wait_for(each.send(text), 5)``."""
    return call.order == broadcast.send.consumer or call.consumer == broadcast.send.order


def _container(project: Project, broadcast: Broadcast) -> Container | None:
    """The container that the broadcast goes through, or whose entries."""
    for each in containers(project):
        if broadcast.path in (each.path, f"{each.path}[]"):
            near = each.family.units if each.family else each.within
            if (each.family is None and not near) or any(unit.name == broadcast.unit.name for unit in near):
                return each
    return None


def _judged(project: Project, broadcast: Broadcast, container: Container) -> Iterator[Finding]:
    """Nothing to say where the end of a connection may take it out, or nobody can tell."""
    removed = [each for each in removals(project, container, nested=True) if not _empties(container, each)]
    if any(each.unit.name == broadcast.unit.name for each in removed):
        return
    if not all(only_on_request(project, each.unit, each.what.block) for each in removed):
        return
    handed = any(not did.part and not looks(did) for did in container.place.handed)
    if handed or lives_long(project, container) is False or shrinks_elsewhere(project, container):
        return
    added = judge(project, [*additions(project, container), *nested_additions(project, container)], container.path)
    if added and not shrinks_under_another_name(project, container):
        sure = added[0][2] == "event" and not removed
        yield _finding(broadcast, container, removed, "high" if sure else "medium")


def _empties(container: Container, removal: Removal) -> bool:
    """Whether it throws away everything at once, and so no connection because that is gone."""
    what = removal.what
    rebuilt = removal.method == "=" and not (isinstance(what, Store) and not what.value.names)
    return empties_whole(container, removal) and not rebuilt


def _finding(broadcast: Broadcast, container: Container, removed: list[Removal], confidence: Confidence) -> Finding:
    unit, send = broadcast.unit, broadcast.send
    name = container.name_in(unit)
    only = "only a message from the peer itself" if removed else "nothing"
    evidence = [seen(unit, unit.function.blocks[each], "the error ends here") for each in broadcast.handlers]
    evidence.append(seen(container.unit, container.store, f"`{container.name}` is made here"))
    evidence += [seen(each.unit, each.what, "it is taken out here, on request") for each in removed[:2]]
    return finding(
        CODE,
        unit,
        send,
        f"this broadcast ignores that `{plain(send.path)}()` has failed, and {only} takes it out of `{name}`. A "
        f"connection that is gone stays, with its memory, and every later broadcast tries it again. Collect those that "
        f"fail, and remove them after the loop.",
        subject=container.path if container.family else container.attribute,
        confidence=confidence,
        owner=container.owner,
        evidence=evidence,
    )
