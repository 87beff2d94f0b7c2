"""Where the key of an entry comes from: a connection, a message, a counter, a parameter, or a bounded set of names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wshygiene_checks.facts import Store, Value
from wshygiene_checks.project import Did, Project, Unit, root_of
from wshygiene_checks.rules.growth.constants import is_constant_parameter, is_private
from wshygiene_checks.rules.growth.containers import class_of
from wshygiene_checks.rules.made_anew import made_for_each_connection
from wshygiene_checks.rules.wrapped import entry_of

# From the surest sign of growth down; "bounded" is the surest sign against it.
Origin = Literal["connection", "message", "fresh", "parameter", "attribute", "unknown", "bounded"]
_RANK: tuple[Origin, ...] = ("connection", "message", "fresh", "parameter", "attribute", "unknown", "bounded")

_FRESH = frozenset(
    "uuid.uuid1() uuid.uuid4() time.time() time.time_ns() time.monotonic() time.monotonic_ns() id() "
    "secrets.token_hex() secrets.token_urlsafe() os.urandom() datetime.datetime.now() asyncio.current_task() "
    "object()".split()
)
_CLASSES = frozenset({"type()", "bool()", "isinstance()", "len()", "hash()"})
# Numbers that a new thread or process takes over from one that has ended.
_REUSED = frozenset({"threading.get_ident()", "threading.get_native_id()", "os.getpid()"})
_MESSAGES = frozenset(
    "message msg payload packet frame event data datagram envelope body text_data bytes_data update request_id "
    "correlation_id message_id msg_id call_id".split()
)
_CLASS_NAMES = frozenset({"cls", "klass", "class_", "type_", "model", "handler_class", "__class__", "__name__", "kind"})
_KINDS = (".type", ".kind", ".command", ".opcode", "_type", "_kind")  # what sort of message it is: there are so many
_SORTS = ("_type", "_types", "_kind", "_kinds", "_class", "_classes")  # the same of parameters
_SURE = frozenset("websocket ws web_socket client_socket sock sid channel_name connection_id remote_address".split())
#: Parameters that say whose message it is.
_IDENTITIES = frozenset({"channel_name", "sid", "connection_id", "peername", "remote_address"})
_LOOKS_UP = ("get_", "find_", "lookup_", "resolve_", "select_")
_DEEPEST = 4


def origin(project: Project, unit: Unit, value: Value | None, depth: int = 0) -> Origin:
    """Where a key comes from, judged by the most telling of the names in it."""
    if value is None or value.kind in ("constant", "function", "lambda") or depth > _DEEPEST:
        return "bounded" if value is not None and value.kind == "constant" else "unknown"
    if value.path in _CLASSES or value.path in _REUSED or value.kind == "remainder":
        return "bounded"
    if value.kind == "path" and value.path.startswith("%") and "." in value.path and value.path.endswith(_KINDS):
        return "bounded"
    if value.path == "id()" and value.names and all(root_of(name)[0].startswith("self.") for name in value.names):
        return "attribute"  # of something that the object has
    if (
        value.path in _FRESH
        or value.path.endswith(".create_future()")
        or _is_text_of_new(unit, value)
        or value.kind == "weak"
        or _is_new(value)
        or _ends_new(project, value)
    ):
        return "fresh"
    origins = {each for name in _names(value) for each in _of_name(project, unit, name, depth)}
    return next((each for each in _RANK if each in origins), "unknown")


def _is_text_of_new(unit: Unit, value: Value) -> bool:
    """Whether the value is written from something fresh: ``str(uuid4())``, ``uuid4().hex``, ``f"{uuid4()}"``."""
    for path in value.names if value.kind == "text" else (value.path,):
        made, call, _ = path.partition("()")
        if call and f"{made}()" in _FRESH:
            return True
    return value.path == "str()" and any(
        each.consumer == value.call and f"{each.path}()" in _FRESH for each in unit.function.calls
    )


def _is_new(value: Value) -> bool:
    """Whether the value is an object made on the spot, and of nothing that could tell it from another: ``Event()``."""
    made = value.path.removesuffix("()")
    if value.kind != "call" or not made.rpartition(".")[2][:1].isupper():
        return False
    return all(name == made or made.startswith(f"{name}.") for name in value.names)


def _ends_new(project: Project, value: Value) -> bool:
    """Whether the value is what ends something started on the spot: ``create_task(...).cancel``."""
    made, _, method = value.path.rpartition(".")
    return made.endswith("()") and method in project.knowledge.releases


def is_surely_connection(project: Project, unit: Unit, value: Value | None) -> bool:
    """Whether more than a word with several meanings (``client``, ``session``) says that a value is of a connection."""
    if value is None:
        return False
    if value.path == "self":
        return _is_a_connection(project, unit)
    roots = {root_of(name)[0].lstrip("%") for name in value.names}
    if roots & _SURE or value.path.rpartition(".")[2] in _SURE:
        return True
    entry = entry_of(project, unit)
    return entry is not None and entry.lifetime == "connection"


def _names(value: Value) -> tuple[str, ...]:
    """The names that the value depends on, without the methods called on the way."""
    return value.names or ((value.path,) if value.path else ())


def _of_name(project: Project, unit: Unit, name: str, depth: int) -> Iterator[Origin]:
    last = name.rstrip("[]{}()").rpartition(".")[2]
    if last.isupper() or last in _CLASS_NAMES or "%cls" in name or name in _CLASSES:
        yield "bounded"
        return
    root, part = root_of(name)
    if root.startswith("%"):
        yield from _of_local(project, unit, root, part, depth)
    elif name.startswith("self."):
        yield _of_attribute(project, unit, root, last)
    elif name == "self":
        yield "connection" if _is_a_connection(project, unit) else "attribute"
    elif last in project.knowledge.vocabulary.connection_keys | _SURE and _runs_for_each(project, unit):
        yield "connection"  # `flask.request.sid`: or `quart.websocket`: of the one for which the framework calls this
    else:
        yield "unknown" if "." in name else "bounded"


def _of_attribute(project: Project, unit: Unit, root: str, last: str) -> Origin:
    family = project.families.family(class_of(project, unit))
    stores = [did for did in family.places[root].set if not did.part] if family else []
    if any(did.what.value.kind == "remainder" or _begins_anew(did) for did in stores):
        return "bounded"
    if any(_counts_up(did) for did in stores):
        return "fresh"
    if last in project.knowledge.vocabulary.connection_keys and _of_connection(project, unit):
        return "connection"
    return "attribute"


def _counts_up(did: Did[Store]) -> bool:
    """Whether an attribute is a counter here: ``self._next_id += 1``, ``self._ids = itertools.count()``."""
    store = did.what
    counts = store.kind == "augment" and store.value.kind == "constant"
    return counts or did.unit.made_by(store.value) == "itertools.count"


def _begins_anew(did: Did[Store]) -> bool:
    """Whether a counter is set back where it has become too large: ``if self._next_id > 255: self._next_id = 0``."""
    store, blocks = did.what, did.unit.blocks_around(did.what.block)
    tested = (atom for block in blocks for atom in block.atoms if atom.test == "compare")
    return store.value.kind == "constant" and store.kind == "set" and any(atom.path == store.path for atom in tested)


def _is_a_connection(project: Project, unit: Unit) -> bool:
    """Whether the object whose code this is stands for a connection: of a framework, or made by each handler."""
    if _of_connection(project, unit):
        return True
    family = project.families.family(class_of(project, unit))
    return family is not None and made_for_each_connection(project, family)


def _runs_for_each(project: Project, unit: Unit) -> bool:
    entry = entry_of(project, unit)
    return entry is not None and entry.lifetime in ("connection", "message")


def _of_connection(project: Project, unit: Unit) -> bool:
    family = project.families.family(class_of(project, unit))
    return family is not None and project.roles.lifetime(family) == "connection"


def _of_local(project: Project, unit: Unit, root: str, part: str, depth: int) -> Iterator[Origin]:
    where: Unit | None = unit
    while where is not None:
        parameter = next((each for each in where.function.params if "%" + each.name == root), None)
        if parameter:
            if is_private(project, where) and is_constant_parameter(project, where, root):
                yield "bounded"
                return
            found = _of_parameter(project, where, parameter.name, parameter.annotation)
            yield "message" if found == "connection" and part.startswith("[]") else found  # what it iterates over
            return
        stores = [store for store in where.function.stores if store.path == root and store.kind != "declare"]
        if stores and part.startswith("[]") and not project.types.of(where, root).isdisjoint(project.shared(_dialled)):
            yield "message"  # what a connection gives that the program has opened itself
            return
        if stores:
            for store in stores:
                if _is_name_of_known(store, part):
                    yield "unknown"
                elif (given := _given_as(where, store, part)) is not None:
                    yield origin(project, where, given, depth + 1)
                else:
                    new = _is_number_of_new(project, store, part)
                    yield "fresh" if new else _of_store(project, where, store, depth)
            return
        where = project.types.parent(where)
    yield "unknown"


def _dialled(project: Project) -> frozenset[str]:
    """The calls that open connections, and the classes of these, by their full names."""
    entries = (entry for entry in project.knowledge.entries if entry.kind == "connection")
    return frozenset([name for entry in entries for name in (*entry.acquire, *entry.handle)])


def _is_name_of_known(store: Store, part: str) -> bool:
    """Whether it is the name of something that was looked up: ``command.name`` of ``command = commands[text]``."""
    called = store.value.path.removesuffix("()").rpartition(".")[2].lstrip("_")
    looked_up = store.value.kind == "element" or (store.value.kind == "call" and called.startswith(_LOOKS_UP))
    return looked_up and part.startswith(".") and part.endswith("name")


def _given_as(unit: Unit, store: Store, part: str) -> Value | None:
    """What an object gets as its attribute where it is made: ``event.id`` of ``event = Event(id=uuid4())``."""
    call = unit.call_by_order(store.value.call) if store.value.kind == "call" else None
    return call.keyword(part[1:]) if call is not None and call.name[:1].isupper() else None


def _is_number_of_new(project: Project, store: Store, part: str) -> bool:
    """Whether each object of a class of the project is numbered with it: ``event.id`` of ``event = Event(…)``."""
    made = store.value.path.removesuffix("()")
    if store.value.kind != "call" or part.count(".") != 1 or not part.startswith(".") or "[" in part:
        return False
    family = project.families.family(made) if made in project.families.classes else None
    sets = family.places[f"self{part}"].set if family else ()
    return any(did.what.value.path in _FRESH or _is_text_of_new(did.unit, did.what.value) for did in sets)


def _of_store(project: Project, unit: Unit, store: Store, depth: int) -> Origin:
    value = store.value
    if value.kind == "constant" or (value.kind == "display" and not value.names):
        return "bounded"
    call = unit.call_by_order(value.call) if value.call >= 0 else None
    if call is not None and call.name in project.knowledge.vocabulary.receive_methods:
        return "message"
    if call is not None and call.name == "accept" and call.receiver:
        return "connection"
    if call is not None and call.path in project.shared(_dialled):
        return "fresh"  # each time another one, whatever it was opened to
    if any(block.kind == "async for" and store.path in block.names for block in unit.function.blocks):
        return "message"
    if value.path == f"{store.path}()" or store.path in value.names:
        value = value._replace(names=tuple(name for name in value.names if root_of(name)[0] != store.path))
    return origin(project, unit, value, depth + 1)


def _of_parameter(project: Project, unit: Unit, name: str, annotation: str) -> Origin:
    words = project.knowledge.vocabulary
    entry = entry_of(project, unit)
    if entry and entry.lifetime in ("connection", "message") and annotation != "bool" and not _has_default(unit, name):
        of_message = name in _MESSAGES or (entry.role == "message" and name not in _IDENTITIES)
        return "message" if of_message else "connection"
    if name in words.connection_params and annotation.rpartition(".")[2] not in ("str", "int"):
        return "connection"
    if name in words.connection_keys & _IDENTITIES:
        return "connection"
    if name in _MESSAGES:
        return "message"
    if annotation in ("type", "typing.Type", "builtins.type", "bool") or annotation.endswith("Enum"):
        return "bounded"
    return "bounded" if name.endswith(_SORTS) else "parameter"


def _has_default(unit: Unit, name: str) -> bool:
    """Whether a caller may leave the parameter out: what a framework injects is no value of the connection."""
    return any(parameter.name == name and parameter.optional for parameter in unit.function.params)
