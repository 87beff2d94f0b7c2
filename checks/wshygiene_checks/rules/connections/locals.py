"""What a function opens for itself: whether it closes it on every way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Did, Flow, Project, Unit, root_of, stood_for
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.programs import is_process, is_program, is_read_to_its_end
from wshygiene_checks.rules.connections.resources import hands_on, is_given_away, is_number, is_resource, is_started
from wshygiene_checks.rules.connections.startup import is_startup
from wshygiene_checks.rules.contexts import is_context_manager

# What is told of when nothing holds the object: a protocol or factory holds a dropped connection.
_DROPPED = frozenset({"process", "server", "executor", "socket"})


class Local(NamedTuple):
    """Something a function opens, keeps in a local name or drops, and gives to nobody."""

    acquisition: Acquisition
    flow: Flow
    releases: tuple[Did[Call], ...]
    held: bool = False  # by something that leaves the function, and goes on using it
    lent: bool = False  # to the `with` block of a context manager

    @property
    def name(self) -> str:
        """The local name; empty where the result is dropped at once."""
        return self.flow.locals[0] if self.flow.locals else ""

    @property
    def never_released(self) -> bool:
        """Whether no path closes it."""
        return not self.releases

    @property
    def sure(self) -> bool:
        """Whether the call was recognised beyond doubt, and there is something of its own to close."""
        known = self.acquisition.how in ("qualified", "typed")
        return known and not self.held and not self.lent and not borrows_transport(self.acquisition, self.flow)


def locals_of(project: Project, *kinds: str) -> Iterator[Local]:
    """What functions open for themselves; not in programs, which close everything by ending."""
    return locals_among(project, acquired(project, *kinds))


def locals_among(project: Project, acquisitions: Iterable[Acquisition]) -> Iterator[Local]:
    """Those of the acquisitions that stay in their function."""
    for acquisition in acquisitions:
        if not is_resource(acquisition) or is_program(acquisition.unit) or is_process(project, acquisition.unit):
            continue
        found = [_local(project, acquisition, flow) for flow in _flows(project, acquisition)]
        left = [local for local in found if local is not None]
        never = [local for local in left if local.never_released]
        yield from (local for local in left if local not in never[1:])  # of two ends left open, one tells of both


def _flows(project: Project, acquisition: Acquisition) -> Iterator[Flow]:
    """Where what was opened goes: one for each end of a pair, of which to close one leaves the other open."""
    unit, call, entry = acquisition.unit, acquisition.call, acquisition.entry
    unpacked = call.use == "store" and not call.targets
    for elements in [(end,) for end in entry.elements] if entry.has_halves and unpacked else [entry.elements]:
        yield project.flow(unit, call, elements)


def _local(project: Project, acquisition: Acquisition, flow: Flow) -> Local | None:
    unit, entry = acquisition.unit, acquisition.entry
    releases = tuple(_releases(acquisition, flow))
    streamed = flow.streamed or (entry.awaited and entry.kind == "process" and is_read_to_its_end(unit, flow.locals))
    if not _stays(project, acquisition, flow) or (streamed and not releases):
        return None  # what is streamed to its end has ended by then
    lent = _is_lent(unit, _names(unit, flow.outermost, flow))
    if lent and (releases or is_startup(project, unit)):
        return None  # whether it is closed however the block ends is looked at elsewhere
    return Local(acquisition, flow, releases, _is_held(project, acquisition, flow), lent)


def _is_lent(unit: Unit, names: frozenset[str]) -> bool:
    """Whether a context manager yields it: when the ``with`` block ends, nobody else has it."""
    given = (leaving.value for leaving in unit.function.exits if leaving.kind == "yield")
    return is_context_manager(unit) and any(_holds(value, names) for value in given)


def _is_held(project: Project, acquisition: Acquisition, flow: Flow) -> bool:
    """Whether something that leaves the function was made with it: ``return Store(client)``, ``Post(client.post)``.

    A bound method of it that leaves, ``self._post = client.post``, is such a thing, too, and so is what it gives for a
    key or a name: ``return client["orders"]``, ``return getattr(client, name)``.
    """
    unit, function = acquisition.unit, acquisition.unit.function
    names = _names(unit, acquisition.call, flow)
    away = [store.value for store in function.stores if not store.path.startswith("%")]
    away += [leaving.value for leaving in function.exits]
    if any(_is_method(value, names) or _is_view(value, names) for value in away):
        return True
    for call in function.calls:
        given = (*call.args, *[value for _, value in call.keywords])
        own = call.path in project.families.classes and any(_holds(value, names) for value in given)
        part = call.path == "getattr" and any(_holds(value, names) for value in call.args[:1])
        if (own or part or any(_is_method(value, names) for value in given)) and _leaves(unit, call):
            return True
    return False


def _is_method(value: Value, names: frozenset[str]) -> bool:
    """Whether a value is a bound method of one of these locals, or a partial of one: ``client.post``."""
    name, _, method = value.path.partition(".")
    return value.kind in ("path", "partial") and name in names and method.isidentifier()


def _is_view(value: Value, names: frozenset[str]) -> bool:
    """Whether a value is what one of these locals gives for a key."""
    return value.kind == "element" and value.path.removesuffix("[]") in names


def _leaves(unit: Unit, call: Call) -> bool:
    """Whether what a call returns outlives the function: it is given back, or stored beyond its locals."""
    left = {leaving.value.path for leaving in unit.function.exits}
    left |= {store.value.path for store in unit.function.stores if not store.path.startswith("%")}
    away = call.use in ("return", "yield")
    return away or any(target in left or not target.startswith("%") for target in call.targets)


def borrows_transport(acquisition: Acquisition, flow: Flow) -> bool:
    """Whether a session runs on a transport that others keep: an attribute, a module, or whoever calls the function."""
    entry = acquisition.entry
    given = [value for word, value in acquisition.call.keywords if word in entry.owns_args]
    given += [value for did in flow.methods if did.what.name in entry.owns_by for value in did.what.args]
    own = {store.path for store in acquisition.unit.function.stores}
    return any(value.kind == "path" and value.path != "None" and value.path not in own for value in given)


def _stays(project: Project, acquisition: Acquisition, flow: Flow) -> bool:
    """Whether the result never leaves the function, and is really there."""
    unit, call, entry = acquisition.unit, flow.outermost, acquisition.entry
    if acquisition.call.nested and call.use == "store":
        return False  # one of several, which are looked at together
    managed = flow.managed and not entry.stays_open
    if managed or flow.kept or flow.deferred or flow.iterated or call.use in ("return", "yield", "iterate"):
        return False
    if entry.awaited is not call.awaited and (entry.awaited or flow.awaited):
        return False  # the coroutine goes elsewhere, or awaiting gives something else
    if (
        entry.elements
        and not is_number(entry)
        and (call.targets or _others_escape(unit, call, entry.elements) or _is_given_protocol(unit, call))
    ):
        return False  # the tuple as a whole, or the protocol, which knows its transport
    if _ends_with_its_session(project, acquisition):
        return False
    names = _names(unit, call, flow)
    units = (unit, *project.nested(unit))
    if not is_started(project, entry, flow.methods, flow.handed, names, units):
        return False
    if not names:
        given = any(is_given_away(project, acquisition, did) for did in flow.handed)
        return not given and _is_lost(project, acquisition)
    holding = (did for did in flow.handed if _holds(did.value, names) or _holds_end(did.value, names, entry))
    if any(
        is_given_away(project, acquisition, did) or _ends_through(project, unit, entry, did.what) for did in holding
    ):
        return False
    if any(_holds(value, names) for each in unit.function.calls if "super()" in each.path for value in each.args):
        return False  # the base class keeps it
    if any(hands_on(each, name, entry.release) for each in units for name in names):
        return False
    left = names | {f"{name}.pid" for name in names} if entry.kind == "process" else names  # who has the id ends it
    away = [leaving for each in units for leaving in each.function.exits]
    if is_context_manager(unit):
        away = [leaving for leaving in away if leaving.kind != "yield"]
    if any(_holds(leaving.value, left) for leaving in away):
        return False
    return not any(_is_shared(unit, call, name, entry) for name in names) and not _goes_with_container(units, names)


def _ends_through(project: Project, unit: Unit, entry: Entry, call: Call) -> bool:
    """Whether a server may be shut down through what runs on it: that is returned, or kept and asked for the server."""
    if entry.kind != "server" or not call.name[:1].isupper():
        return False
    names = {*call.targets}
    kept = names | {store.path for store in unit.function.stores if store.value.path in names}
    if call.use == "return" or any(leaving.value.path in names for leaving in unit.function.exits):
        return True
    ends = project.sites.named(entry.release)
    return any(end.receiver.startswith(f"{path}.") for _, end in ends for path in kept if not path.startswith("%"))


def _ends_with_its_session(project: Project, acquisition: Acquisition) -> bool:
    """Whether it is opened by a session that a ``with`` around it closes, and with it all that runs over that."""
    unit, opened = acquisition.unit, acquisition.call
    bound = {name for block in unit.blocks_around(opened.block) if "with" in block.kind for name in block.names}
    entered = [call for call in unit.function.calls if call.use == "with" and opened.receiver in call.targets]
    sessions = (each.entry.kind == "session" for call in entered for each in project.matcher.match(unit, call))
    return opened.receiver in bound and any(sessions)


def _goes_with_container(units: Iterable[Unit], names: frozenset[str]) -> bool:
    """Whether it is put into a local container that goes elsewhere: ``Client(**{"transport": transport})``."""
    stores = [store for unit in units for store in unit.function.stores if store.path.startswith("%")]
    holding = frozenset(root_of(store.path)[0] for store in stores if _puts_in(store.value, names)) - names
    return bool(holding) and any(_holds(value, holding) for unit in units for value in _going(unit))


def _puts_in(value: Value, names: frozenset[str]) -> bool:
    return value.kind in ("display", "path") and _holds(value, names)


def _going(unit: Unit) -> Iterator[Value]:
    """The values that a function passes on, gives back, or goes through one by one."""
    function = unit.function
    for call in function.calls:
        yield from (*call.args, *[value for _, value in call.keywords])
    yield from (leaving.value for leaving in function.exits)
    yield from (value for block in function.blocks for value in block.values)


def _others_escape(unit: Unit, call: Call, elements: tuple[int, ...]) -> bool:
    """Whether what else the call returned, such as the protocol beside a transport, leaves the function."""
    parts = [store.path for store in unit.function.stores if store.value.call == call.order]
    others = frozenset(path for position, path in enumerate(parts) if position not in elements)
    passed = [value for each in unit.function.calls for value in (*each.args, *[word[1] for word in each.keywords])]
    stored = [store.value for store in unit.function.stores if not store.path.startswith("%") or "." in store.path]
    values = [*passed, *stored, *[leaving.value for leaving in unit.function.exits]]
    return any(not path.startswith("%") for path in others) or any(_holds(value, others) for value in values)


def _is_given_protocol(unit: Unit, call: Call) -> bool:
    """Whether the factory gives a protocol that the function made before: ``lambda: mux``."""
    made = {store.path for store in unit.function.stores if store.value.kind == "call"}
    return any(value.kind == "lambda" and value.path in made for value in call.args)


def _is_lost(project: Project, acquisition: Acquisition) -> bool:
    """Whether nothing holds the result: it is dropped, or used once as in ``connect().send()``."""
    use, kind = acquisition.call.use, acquisition.entry.kind
    if use == "receiver":
        return kind in ("session", "socket", "connection") and not _may_live_on(project, acquisition)
    return use == "drop" and (kind in _DROPPED or is_number(acquisition.entry))


def _may_live_on(project: Project, acquisition: Acquisition) -> bool:
    """Whether the one method that is called on it gives what may hold it, and that is used: ``connect().makefile()``.

    What is sent, received, asked or waited for does not.
    """
    used = acquisition.unit.call_by_order(acquisition.call.consumer)
    if used is None or used.awaited or used.use not in ("return", "yield", "store", "argument"):
        return False
    words = project.knowledge.vocabulary
    return used.name not in words.send_methods | words.receive_methods | words.asking_methods | words.ping_methods


def _names(unit: Unit, call: Call, flow: Flow) -> frozenset[str]:
    """The locals that are the thing itself, and not something it gave, such as a response."""
    bound = {store.path for store in unit.function.stores if store.value.call == call.order}
    bound |= {*call.targets, *stood_for(unit, call)}
    return frozenset(bound & {*flow.locals})


def _holds(value: Value | None, names: frozenset[str]) -> bool:
    """Whether a value is, or contains, one of these locals: ``.text`` of ``session.get(url)`` does not."""
    return value is None or (
        value.kind in ("path", "copy", "display", "partial", "lambda", "function", "comprehension")
        and not value.is_of_calls
        and any(name in names and not value.path.startswith(f"{name}[") for name in value.names)
    )


def _holds_end(value: Value | None, names: frozenset[str], entry: Entry) -> bool:
    """Whether a value is one of several numbers that a local holds together: ``pipe[0]`` of ``pipe = os.pipe()``."""
    together = bool(entry.elements) and is_number(entry)
    return together and value is not None and value.kind == "element" and root_of(value.path)[0] in names


def _is_shared(unit: Unit, opened: Call, name: str, entry: Entry) -> bool:
    """Whether the local also stands for something that somebody else opened, or is there to be ignored.

    A number that is ignored stays open all the same. What ``client = given or make()`` binds is as much the function's
    own as what it binds under ``if given is None``, or in the ``else`` of ``if given``: where it has made it, nobody
    else can close it.
    """
    around = (atom for each in unit.blocks_around(opened.block) if each.kind == "if" for atom in each.atoms)
    if any(atom.path == name and atom.test in ("none", "false") for atom in around):
        return False
    own = stood_for(unit, opened)
    stores = [each for each in unit.function.stores if each.path == name and each.value.path not in own]
    others = [each for each in stores if each.order > opened.order or not _excludes(unit, each.block, opened.block)]
    kinds = [each.value.kind for each in others]
    ignored = name in ("%_", "%__") and not is_number(entry)
    return ignored or any(kind in ("path", "element", "copy") for kind in kinds)


def _excludes(unit: Unit, first: int, second: int) -> bool:
    """Whether only one of two blocks can run: an ``if`` and its ``else``."""
    branches = {each.group: each for each in unit.blocks_around(first) if each.kind in ("if", "else", "case")}
    return any(branches.get(each.group, each) is not each for each in unit.blocks_around(second))


def _releases(acquisition: Acquisition, flow: Flow) -> Iterator[Did[Call]]:
    yield from flow.ended_by((*acquisition.entry.release, "__exit__", "__aexit__"))
