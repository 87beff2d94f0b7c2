"""What a probe is: it knows one family of resources, sees them born, and can tell whether one is still open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.imports import ImportWatch
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.patching import Patches


@dataclass(frozen=True, slots=True)
class Look:
    """What a probe says of one open resource.

    ``subject`` names it without ports, ids or addresses, so that it can be recognised in the next run. ``summary`` is
    the first sentence up to the owner, ``state`` what it is doing now, ``release`` what to write. ``kind`` overrides
    the probe's (a listening socket is a server). ``ends`` are those of a connection that will be gone. ``unread`` are
    the bytes that wait for its peer to read them.
    """

    subject: str
    summary: str
    state: str
    release: str
    kind: str | None = None
    ends: tuple[str, str] = ("", "")
    unread: int = 0


def ignore_dropped(record: Record, look: Look, parts: Sequence[Record]) -> None:
    """The default of ``Watch.on_dropped``: nobody is listening yet."""


def ignore_loop() -> None:
    """The default of ``Watch.on_foreign_loop``."""


@dataclass(slots=True)
class Watch:
    """What probes work with: the ledger to write into, the patches to undo, libraries that are not imported yet.

    ``root`` is the folder that paths are shown relative to. ``blind`` collects (kind, reason) of what cannot be seen.
    ``on_foreign_loop`` is told of loops written in C, whose descriptors nobody sees being opened. ``on_dropped`` is
    told of resources that die unreleased, while they can still be described, and of what each of them has as its parts.
    """

    ledger: Ledger
    patches: Patches
    root: str
    blind: dict[str, str] = field(default_factory=dict)
    on_foreign_loop: Callable[[], None] = ignore_loop
    on_dropped: Callable[[Record, Look, Sequence[Record]], None] = ignore_dropped
    awaited: dict[str, list[Callable[[ModuleType], None]]] = field(default_factory=dict)
    imports: ImportWatch = field(init=False)
    _modules: int = -1  # how many there were at the last look; -1 while one is being imported

    def __post_init__(self) -> None:
        self.imports = ImportWatch(self._loaded)

    def when_imported(self, module: str, install: Callable[[ModuleType], None]) -> None:
        """Call ``install`` with the module as soon as the program itself has imported it; never import it here."""
        self.awaited.setdefault(module, []).append(install)
        self._modules = -1

    def catch_up(self) -> None:
        """Install on whatever has been imported unseen since the last look."""
        modules = sys.modules
        if len(modules) == self._modules:
            return
        self._modules = len(modules)
        for name in list(filter(modules.__contains__, self.awaited)):
            module = modules[name]
            if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
                self._loaded(module, name)
            else:
                self._modules = -1

    def _loaded(self, module: ModuleType, name: str | None = None) -> None:
        for install in self.awaited.pop(name or module.__name__, ()):
            try:
                install(module)
            except Exception as error:  # a version that differs from those we know is no reason to fail its import
                self.ledger.crashed(module.__name__, error)

    def record_instances(self, kind: str, cls: type) -> None:
        """Record every instance of ``cls`` when its ``__init__`` has run."""
        record = self.ledger.record

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
                original(self, *args, **kwargs)
                record(kind, self)

            return __init__

        self.patches.wrap(cls, "__init__", make)

    def note_endings(self, cls: type, parts_of: Callable[[Any], Sequence[Record] | None]) -> None:
        """Remember which instances their own finalizer has closed; ``parts_of`` gives None for one that is closed.

        The garbage collector may come to a part before what is around it, which would be found closed by then.
        """

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __del__(resource: Any, *args: Any, **kwargs: Any) -> None:
                parts = parts_of(resource)
                if parts is not None:
                    self.ledger.note_ending(resource, parts)
                original(resource, *args, **kwargs)

            return __del__

        if hasattr(cls, "__del__"):
            self.patches.wrap(cls, "__del__", make)

    def tell_dropped(self, resource: object, look: Callable[[], Look], parts: Sequence[Record] = ()) -> bool:
        """Called by finalizers: report a resource that dies unreleased; True where that takes a warning's place.

        Its ``parts`` are told with it, also those that have died before it and were told by themselves. What only
        warns takes nothing away: a run that has made errors of warnings still fails.
        """
        record = self.ledger.find_dying(resource)
        return record is not None and self.tell_of(record, look, parts)

    def tell_of(self, record: Record, look: Callable[[], Look], parts: Sequence[Record] = ()) -> bool:
        """The same for the record of what is dying, or has just died."""
        if not (record.judged or record.is_repeat):  # else it, or its like that the first run has left, has been told
            if record.account.closed or not self.ledger.active or record.account.terms.mode == "off":
                return False
            record.judged = True
            try:
                self.on_dropped(record, look(), parts)
            except Exception as error:
                self.ledger.crashed(record.kind, error)
                return False
        for part in parts:
            part.judged = True
        return record.account.terms.mode == "fail"

    def record_results(self, kind: str, owner: object, name: str) -> None:
        """Record whatever the function ``owner.name`` returns."""
        record = self.ledger.record

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                result = original(*args, **kwargs)
                record(kind, result)
                return result

            return wrapper

        self.patches.wrap(owner, name, make)


class Probe:
    """One family of resources. Subclasses say what is open and describe it; they never call into user code."""

    kind: str

    def install(self, watch: Watch) -> None:
        """Start seeing births."""
        raise NotImplementedError

    def is_open(self, resource: Any, record: Record) -> bool:
        """True while somebody still has to release it."""
        raise NotImplementedError

    def loop(self, resource: Any, record: Record) -> Any:
        """The event loop that it cannot outlive, if there is one."""
        return None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        """Describe an open resource."""
        raise NotImplementedError
