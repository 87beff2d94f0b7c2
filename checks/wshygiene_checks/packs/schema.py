"""What a pack may say of a library: who acquires, what undoes it, who takes things over, where connections begin.

Each record is one TOML table (`[[pair]]`, `[[owner]]`, `[[entry]]`, `[vocabulary]`) whose keys are the field names.
Names of calls come in two forms: a full dotted name as imported (`websockets.connect`), or a method name with a
leading dot (`.call_later`), which counts only on a receiver that `receivers` or `receiver_names` describe.

The records are named tuples: as data classes they cost a check of one file some 5 ms more, to be defined and filled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

T = TypeVar("T")


class PackError(ValueError):
    """A pack, or a pair of the user's, that says something the schema does not know; one sentence with its place."""


Kind = Literal[
    "listener",
    "subscription",
    "task",
    "timer",
    "periodic",
    "connection",
    "session",
    "server",
    "thread",
    "executor",
    "process",
    "socket",
    "descriptor",
    "loop",
    "queue",
    "lock",
    "group",
]
Returns = Literal["nothing", "handle", "disposer"]
ReleaseOn = Literal["handle", "receiver", "argument"]
Part = Literal["receiver", "event", "handler", "key", "group"]
Lifetime = Literal["application", "component", "connection", "message", "request", "receiver", "unknown"]
Takes = Literal["owns", "awaits", "borrows"]
Role = Literal["open", "message", "close", "startup", "shutdown", "reconnect", "whole"]
Source = Literal["read", "documented", "user"]
Bounds = Literal["size", "time"]


class Argument(NamedTuple):
    """Where a call takes a value: 0-based position (the receiver not counted), keyword, or either."""

    position: int | None = None
    keyword: str | None = None

    def among(self, positional: Sequence[T], keywords: Mapping[str, T]) -> T | None:
        """The value that a call with these arguments gives, or None where it leaves it out."""
        if self.keyword is not None and self.keyword in keywords:
            return keywords[self.keyword]
        if self.position is not None and self.position < len(positional):
            return positional[self.position]
        return None


class Limit(NamedTuple):
    """A bound or heartbeat that one keyword of the call turns off; ``bounds`` says whether a size or a time.

    Values are Python literals as text. ``off`` turns the limit off; it is also off when the keyword is left out and
    ``default`` is among ``off``. An empty ``default``: decided elsewhere, so only an explicit value counts. ``instead``
    are keywords that may set another limit of the kind, which does as well where this one is left out. ``rule`` is the
    code that reports it.
    """

    keyword: str
    off: tuple[str, ...]
    rule: str
    default: str = ""
    bounds: Bounds = "size"
    instead: tuple[str, ...] = ()

    @property
    def absent_is_off(self) -> bool:
        """Whether leaving the keyword out turns the limit off."""
        return self.default in self.off


class Entry(NamedTuple):
    """One way to acquire something, and what undoes it.

    ``receivers`` are qualified types, factories or instances on which a dotted method of ``acquire`` counts; "*" stands
    for any. ``receiver_names`` are names of variables or attributes that tell where the type is unknown. ``returns`` a
    "handle" (an object with release methods), a "disposer" (calling it undoes) or "nothing" of use.

    ``release`` names what undoes this one acquisition: methods (bare names) of the handle, methods of the receiver
    that take the identity again, or methods of the receiver that take the handle as "argument", as ``release_on``
    says; a dotted name is a function. ``release_all`` are methods of the receiver that undo everything it holds.
    ``identity`` is what must be equal in both calls. ``release_handler_arg`` is where the release takes the handler, by
    default where the acquisition does.

    ``starts``: nothing is acquired until one of these methods of the handle is called. ``decorator``: usable as a
    decorator, or returns one when called without its handler. ``idempotent``: the same handler (or key) again counts
    once, or does when ``idempotent_keyword`` is given. ``weak``: holds its handler weakly unless ``weak_keyword`` says
    otherwise. ``once``: undone after the first event. ``awaited``: acquired by awaiting the call. ``context_manager``:
    usable in ``with``; ``async_context_manager``: in ``async with``. ``owns_args``: parameters whose argument it takes
    over, ``owns_by``: its methods that take one over. ``daemon_kwarg``: keyword that, when true, lets the process end
    without it. ``keep_alive``: the loop holds it weakly, so the caller must keep it. ``stays_open``: what ``with`` on
    it ends is something else, such as a transaction. ``pools``: it keeps connections or threads to use them again,
    and is meant to be made once. ``elements``: the call returns a tuple, and these elements of it
    are handles; a method whose result is unpacked at once into ``unpacks`` names is this one, whatever it is called
    on, but for classes of the project. ``handle``: qualified types of the handle, where it is not the acquired class
    itself. ``lifetime``: how long it lives if nobody undoes it; "receiver" is as long as what it was registered on.
    An entry that names no release and is no context manager is no obligation: it is there for its ``limits``.
    """

    id: str
    pack: str
    kind: Kind
    acquire: tuple[str, ...]
    source: Source = "read"
    receivers: tuple[str, ...] = ()
    receiver_names: tuple[str, ...] = ()
    returns: Returns = "handle"
    elements: tuple[int, ...] = ()
    unpacks: int = 0
    handle: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    release_all: tuple[str, ...] = ()
    release_on: ReleaseOn = "handle"
    identity: tuple[Part, ...] = ()
    event_arg: Argument | None = None
    handler_arg: Argument | None = None
    key_arg: Argument | None = None
    delay_arg: Argument | None = None
    coroutine_arg: Argument | None = None
    release_handler_arg: Argument | None = None
    starts: tuple[str, ...] = ()
    lifetime: Lifetime = "unknown"
    weak: bool = False
    weak_keyword: str = ""
    once: bool = False
    decorator: bool = False
    idempotent: bool = False
    idempotent_keyword: str = ""
    awaited: bool = False
    context_manager: bool = False
    async_context_manager: bool = False
    stays_open: bool = False
    pools: bool = False
    owns_args: tuple[str, ...] = ()
    owns_by: tuple[str, ...] = ()
    daemon_kwarg: str = ""
    keep_alive: bool = False
    limits: tuple[Limit, ...] = ()

    def ending(self, name: str = "", is_async: bool = True) -> str:
        """The call that ends what has this name, as one writes it: ``wire.close()``, ``os.close(wire)``.

        ``is_async``: the code around is a coroutine, or has methods that are; it decides where a library has both.
        """
        has_both = self.context_manager and self.async_context_manager
        fitting = [how for how in self.release if _is_asynchronous(how) is is_async] if has_both else []
        how = (fitting or self.release)[0]
        if "." in how:
            return f"{how}({name})"
        return f"{name}.{how}()" if name else f"{how}()"

    def or_entered(self, is_async: bool, verb: str = "open") -> str:
        """``, or open it in `async with```; nothing for what cannot be entered."""
        if self.async_context_manager and (is_async or not self.context_manager):
            return f", or {verb} it in `async with`"
        return f", or {verb} it in `with`" if self.context_manager else ""

    @property
    def is_of_use(self) -> bool:
        """Whether it says more than what acquires: how that is undone, what it takes over, or which limit it has."""
        undone = self.release or self.release_all or self.returns == "disposer" or self.once or self.weak
        entered = self.context_manager or self.async_context_manager
        return bool(undone or entered or self.owns_args or self.owns_by or self.limits or self.keep_alive)

    @property
    def has_halves(self) -> bool:
        """Whether the elements are things of their own, of which to close one leaves the others open."""
        return len(self.elements) > 1 and self.kind in ("socket", "descriptor")


def _is_asynchronous(method: str) -> bool:
    return method.lstrip("_").startswith(("aclose", "aexit", "async_"))


class Owner(NamedTuple):
    """Calls whose arguments change hands, or certainly do not.

    What they "owns" is theirs to release; what they "awaits" has ended when they return; what they "borrows" is still
    the caller's. A call that no pack names is a matter of the rules.
    """

    pack: str
    calls: tuple[str, ...]
    takes: Takes = "owns"
    receivers: tuple[str, ...] = ()
    receiver_names: tuple[str, ...] = ()


class EntryPoint(NamedTuple):
    """Code that a framework calls at one moment of a connection or of the application.

    A function is one when it is a method named in ``methods`` of a class with one of ``bases``; carries one of
    ``decorators`` (dotted, or a method with a leading dot) whose first argument is among ``events`` and whose own name
    is among ``methods``, where those are given; has a parameter annotated with one of ``annotations``; is handed to
    one of ``passed_to`` (as ``passed_arg``, where given); or calls one of ``creates``. ``bases`` alone tell how long
    an instance lives: for ``object_lifetime``, or as long as what the code is called for. ``role`` "whole": one call
    lasts as long as the ``lifetime``.
    """

    pack: str
    lifetime: Lifetime
    role: Role
    bases: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    passed_to: tuple[str, ...] = ()
    passed_arg: Argument | None = None
    creates: tuple[str, ...] = ()
    object_lifetime: Lifetime = "unknown"


class Vocabulary(NamedTuple):
    """Names that tell without any library: bare method and class names, and constructors by their full names.

    ``*_methods`` are compared without leading underscores, ``long_lived`` and ``short_lived`` with the last word of a
    class name. ``frameworks`` are packages whose base classes know nothing of what a subclass opens for itself. The
    containers: ``weak`` and ``bounded`` ones may grow, ``sized`` ones may when the keyword given here is
    (``collections.deque`` = "maxlen"); ``growing`` are the rest, and of those ``probing`` ones grow when read.
    ``grow`` and ``shrink`` are methods. ``coroutines`` do nothing until they are awaited: functions by their full
    names, methods behind their class, or behind the call that gives the object. ``disconnects`` are bare names of
    exceptions: a handler of one of them catches what a send or receive raises when the peer is gone.
    """

    teardown_methods: frozenset[str]
    setup_methods: frozenset[str]
    startup_methods: frozenset[str]
    reconnect_methods: frozenset[str]
    hot_methods: frozenset[str]
    long_lived: frozenset[str]
    short_lived: frozenset[str]
    frameworks: frozenset[str]
    growing: frozenset[str]
    weak: frozenset[str]
    bounded: frozenset[str]
    sized: Mapping[str, str]
    probing: frozenset[str]
    grow: frozenset[str]
    shrink: frozenset[str]
    connection_params: frozenset[str]
    connection_keys: frozenset[str]
    receive_methods: frozenset[str]
    send_methods: frozenset[str]
    asking_methods: frozenset[str]
    ping_methods: frozenset[str]
    endless_methods: frozenset[str]
    coroutines: frozenset[str]
    disconnects: frozenset[str]


class Knowledge(NamedTuple):
    """Everything the packs say, and where to look it up.

    ``by_qualified`` goes by full dotted name, ``by_method`` by method name without its dot; the same pair of mappings
    holds the owners. ``releases`` are all bare names of releases, ``release_functions`` the dotted ones. ``digest``
    changes with every change of a pack and of the user's own pairs.
    """

    entries: tuple[Entry, ...]
    owners: tuple[Owner, ...]
    entry_points: tuple[EntryPoint, ...]
    vocabulary: Vocabulary
    by_qualified: Mapping[str, tuple[Entry, ...]]
    by_method: Mapping[str, tuple[Entry, ...]]
    owners_by_qualified: Mapping[str, tuple[Owner, ...]]
    owners_by_method: Mapping[str, tuple[Owner, ...]]
    releases: frozenset[str]
    release_functions: frozenset[str]
    digest: str
