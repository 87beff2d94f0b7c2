"""Where a container was found: remembered by names, so that what a test replaces is free to die."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.census.containers import entries_inside, is_container, namespace_reader
from pytest_wshygiene.references.lending import lent_by


class Held(NamedTuple):
    """Something besides modules that lives for many tests: the value of a fixture, and how to get it."""

    name: str  # as a path begins with it: "fixture server"
    get: Callable[[], Any]  # raises LookupError or TypeError once it has gone
    is_entry: bool = False  # of a container that is measured: only listeners are told of it


def values_of(held: Iterable[Held]) -> dict[str, Any]:
    """What is held, by name, as far as it has been made and has not gone."""
    found = {}
    for each in held:
        try:
            found[each.name] = each.get()
        except (LookupError, TypeError):
            continue
    return found


class Place(NamedTuple):
    """How a container is written, and how to get there."""

    path: str
    root: Any  # a module, a class, or something held
    names: tuple[str, ...]
    is_inside: bool = False  # what is counted are the entries of its entries
    is_library: bool = False  # the attribute of a library's object: only listeners are told of it

    @property
    def has_only_listeners(self) -> bool:
        """True where other growth is somebody else's affair, or told elsewhere."""
        return self.is_library or (type(self.root) is Held and self.root.is_entry)

    @property
    def inside(self) -> Place:
        """The same place for what is inside the entries of a dictionary of containers."""
        return self._replace(path=f"{self.path}[*]", is_inside=True)

    @property
    def emitter(self) -> str:
        """The object that a list of listeners belongs to; the container itself where it stands on its own."""
        own = self.path.removesuffix("[*]")
        start = 0 if type(self.root) is Held else 1
        return own.rpartition(".")[0] if len(self.names) > start and not own.endswith("]") else own

    def holder(self) -> Any:
        """The object whose attribute it is; raises AttributeError or LookupError when the way there has changed."""
        found = self.root.get() if type(self.root) is Held else self.root
        for name in self.names[:-1]:
            found = member(found, name)
        return found

    def find(self) -> Any:
        """What is there now."""
        return member(self.holder(), self.names[-1]) if self.names else self.root.get()

    def now(self) -> Any:
        """What is there now; None where the way there has changed."""
        try:
            return self.find()
        except (LookupError, AttributeError, TypeError):
            return None

    def size(self) -> int:
        """How much is in it now; 0 where there is nothing any more."""
        found = self.now()
        return (entries_inside(found) if self.is_inside else len(found)) if is_container(found) else 0


def member(holder: Any, name: str) -> Any:
    """An attribute as it is stored, past whatever the holder's class makes of attribute access."""
    if type(holder) is ModuleType or type in type(holder).__mro__:
        return vars(holder)[name]
    lent = lent_by(holder)
    if lent is not None and name in (values := lent.values()):
        return values[name]
    read = namespace_reader(type(holder))
    if read is None:
        raise AttributeError(name)
    return read(holder)[name]
