"""Follows what a call returns through the function: who keeps it, who releases it, who takes it over."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass, field

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project.places import Did, Places, of_locals, places_in, root_of
from wshygiene_checks.project.units import Unit


@dataclass(slots=True)
class Flow:
    """Where the result of one call goes inside its function, through local names and aliases.

    ``outermost`` is the call itself, or the one that waits for it and returns the same: ``wait_for`` around it.
    ``kept`` are places beyond the function that hold it: (root, part), such as ``("self._tasks", "[]")``; ``locals``
    the local names it has had; ``methods`` the calls of its own methods, ``cut_off`` those that end the transport under
    it; ``handed`` the calls it is passed to.
    """

    call: Call
    outermost: Call
    dropped: bool = False
    managed: bool = False  # by `with`
    awaited: bool = False
    returned: bool = False  # or yielded
    iterated: bool = False  # by `for`, which gives its parts
    streamed: bool = False  # by `async for`, which gives what it receives
    deferred: bool = False  # made inside a lambda: whoever calls that decides
    kept: list[tuple[str, str]] = field(default_factory=list)
    locals: list[str] = field(default_factory=list)
    methods: list[Did[Call]] = field(default_factory=list)
    cut_off: list[Did[Call]] = field(default_factory=list)
    handed: list[Did[Call]] = field(default_factory=list)

    @property
    def unused(self) -> bool:
        """Whether the result can never be reached again."""
        return self.dropped or (
            bool(self.locals)
            and not (
                self.managed
                or self.awaited
                or self.returned
                or self.iterated
                or self.streamed
                or self.kept
                or self.methods
                or self.handed
            )
        )

    def ended_by(self, names: Collection[str]) -> list[Did[Call]]:
        """The calls of its methods of these names, and of such functions that are given it: ``os.close(reading)``.

        What is done to the transport under it ends it as well.
        """
        by_method = [did for did in self.methods if did.what.name in names] + self.cut_off
        return by_method + [did for did in self.handed if did.part == "" and did.what.path in names]


def follow(
    unit: Unit,
    call: Call,
    nested: tuple[Unit, ...] = (),
    grow: frozenset[str] = frozenset(),
    elements: tuple[int, ...] = (),
    functions: Container[str] = (),
) -> Flow:
    """Follow the result of ``call``; ``nested`` are functions inside this one, which see its locals.

    ``grow`` are the names of methods that put their argument into the container they are called on; ``elements`` says
    which elements to follow of a tuple that the call returns, where it is unpacked at once. ``functions`` are the full
    names of known functions, which are no methods whatever their last word: ``os.write``.
    """
    waits = _waiting(unit, call)
    last = waits[-1] if waits else call
    flow = Flow(call, last, awaited=last.awaited)
    places = places_in((unit, *nested), of_locals)
    follower = _Follower(unit, flow, places, grow, functions)
    if last.path == _GATHERS and last is not call:
        follower.gathered(waits[-2] if len(waits) > 1 else call, last)
    else:
        follower.begin(last, _unpacked(unit, last, elements))
    return flow


_GATHERS = "asyncio.gather"
_WAITS = frozenset({"asyncio.wait_for", "asyncio.shield"})


def _waiting(unit: Unit, call: Call) -> list[Call]:
    """The calls that wait for this one and return what it returns: ``await wait_for(open_connection(...), 5)``."""
    found: list[Call] = []
    while call.use == "argument":
        consumer = unit.call_by_order(call.consumer)
        if consumer is not None and consumer.path == _GATHERS and consumer.awaited and not call.awaited:
            return [*found, consumer]
        if call.nested or consumer is None or consumer.path not in _WAITS:
            break
        if not (consumer.awaited or consumer.use == "argument"):
            break
        found.append(consumer)
        call = consumer
    return found if found and found[-1].awaited else []


def _unpacked(unit: Unit, call: Call, elements: tuple[int, ...]) -> tuple[str, ...]:
    """Where these elements of the call's result are bound: ``writer`` of ``reader, writer = ...`` for (1,)."""
    if not elements or call.use != "store" or call.targets:
        return ()
    parts = [store for store in unit.function.stores if store.value.call == call.order and store.line == call.line]
    return tuple(part.path for position, part in enumerate(parts) if position in elements)


def stood_for(unit: Unit, call: Call) -> tuple[str, ...]:
    """The local under whose name the facts tell of the result: ``given`` in ``client = given or make()``."""
    stores = [store for store in unit.function.stores if store.path in call.targets and store.value.kind == "path"]
    around = [store.value.path for store in stores if store.line <= call.line <= store.end_line]
    return tuple([path for path in around if path[:1] == "%" and path[1:].isidentifier()])


class _Follower:
    def __init__(self, unit: Unit, flow: Flow, places: Places, grow: frozenset[str], functions: Container[str]) -> None:
        self.unit = unit
        self.flow = flow
        self.places = places
        self.grow = grow
        self.functions = functions

    def begin(self, call: Call, unpacked: tuple[str, ...] = ()) -> None:
        """Follow the result of ``call``: the acquiring one, or the outermost that waits for it."""
        flow = self.flow
        flow.deferred = self.unit.is_within(call.block, "lambda")
        if call.use == "drop":
            flow.dropped = not call.awaited
        elif call.use in ("return", "yield"):
            flow.returned = True
        elif call.use == "with":
            flow.managed = True
            self._keep(call.targets, "")
        elif call.use == "iterate":
            flow.iterated = True
        elif call.use == "store":
            self._keep(call.targets or unpacked, "[]" if call.nested else "")
            for name in stood_for(self.unit, call):
                self._local(name)
        elif call.use in ("argument", "receiver"):
            self._consume(call)

    def gathered(self, call: Call, gather: Call) -> None:
        """Follow one of the results that ``gather`` returns in a list, in the order of its arguments."""
        position = next((n for n, value in enumerate(gather.args) if value.call == call.order), None)
        unpacked = _unpacked(self.unit, gather, () if position is None else (position,))
        if unpacked:
            self._keep(unpacked, "")
        elif gather.use == "store" and gather.targets:
            self._keep(gather.targets, "[]")
        else:
            self.begin(gather)

    def _consume(self, call: Call) -> None:
        consumer = self.unit.call_by_order(call.consumer)
        if consumer is None:
            return
        did = Did(self.unit, consumer, "[]" if call.nested else "")
        if call.use == "receiver":
            self.flow.methods.append(did)
        else:
            self._hand(did)

    def _hand(self, did: Did[Call]) -> None:
        self.flow.handed.append(did)
        if did.what.name in self.grow and did.what.receiver and did.what.path not in self.functions:
            self._keep((did.what.receiver,), "[]")

    def _keep(self, targets: tuple[str, ...], part: str) -> None:
        for target in targets:
            root, beyond = root_of(target)
            if root.startswith("%") and not beyond:
                self._local(root)
            elif root.startswith("%"):
                self._local(root)
                if (root, beyond + part) not in self.flow.kept:
                    self.flow.kept.append((root, beyond + part))
            else:
                self.flow.kept.append((root, beyond + part))

    def _local(self, name: str) -> None:
        flow = self.flow
        if name in flow.locals:
            return
        flow.locals.append(name)
        place = self.places[name]
        flow.methods += [did for did in place.called if did.part in ("", "[]")]
        flow.cut_off += place.cut_off()
        flow.awaited = flow.awaited or bool(place.awaited)
        flow.returned = flow.returned or any(did.part in ("", "[]") for did in place.left)
        for block in place.iterated:
            managed = block.what.kind in ("with", "async with")
            gives = block.value is not None and block.value.kind == "element" and not flow.call.nested
            flow.managed = flow.managed or (managed and not gives)  # a response of `session.get(url)` is another thing
            goes_through = not managed and _is_of(block.value, name)
            flow.iterated = flow.iterated or (goes_through and block.what.kind != "async for")
            flow.streamed = flow.streamed or (goes_through and block.what.kind == "async for")
        for did in place.handed:
            if did.part in ("", "[]"):
                self._hand(did)
        for kept in place.kept:
            if kept.part in ("", "[]") and kept.what.value is kept.value and _is_of(kept.value, name):
                self._keep((kept.what.path,), "")
            elif not kept.part and kept.value is not None and kept.what.key is kept.value and kept.value.kind == "path":
                self._keep((kept.what.path.removesuffix("[]"),), "{}")  # `running[task] = request`


def _is_of(value: Value | None, name: str) -> bool:
    """Whether a value is the local, or an element of it; not ``socket.getsockname()[1]``, nor ``names[socket]``."""
    if value is None:
        return True
    of_element = value.kind == "element" and root_of(value.path) not in ((name, ""), (name, "[]"))
    return not of_element and not value.is_of_calls
