"""What an owner has made: its account, and one record for each resource in it.

The owner travels in a context variable, so a task or timer that a fixture's server starts while a test runs is still
the fixture's. Accounts hold weak references only: recording a resource never keeps it alive.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.ownership.birth import Site

if TYPE_CHECKING:
    from pytest_wshygiene.model import Owner
    from pytest_wshygiene.settings.reading import Terms


def _none_of(wanted: set[int]) -> set[int]:
    return set()


class Account:
    """What one owner has made, as long as the owner lives; ``notes`` are leaks that could only be seen in passing."""

    __slots__ = (
        "__weakref__",
        "_errands",
        "at_hand",
        "cleans_up",
        "closed",
        "closes_what_is_in",
        "code",
        "example",
        "has_left",
        "heir",
        "is_plumbing",
        "is_standing",
        "keep",
        "late",
        "notes",
        "owner",
        "puts_back",
        "records",
        "released_by_calls",
        "terms",
    )

    def __init__(self, owner: Owner, terms: Terms, is_plumbing: bool = False) -> None:
        self.owner = owner
        self.is_plumbing = is_plumbing  # a fixture of pytest's or a library's: it adds nothing to the user's containers
        self.is_standing = True  # its teardown is still to come
        self.cleans_up = False  # a fixture with a teardown, which may close what others have left in its care
        self.code: CodeType | None = None  # the owner's function
        self.at_hand: Callable[[], list[Any]] = list  # the objects that this teardown can reach by itself
        self.closes_what_is_in: Callable[[], list[Any]] = list  # the containers whose members this teardown ends
        #: What of these, by identity, this teardown ends by calling what it has been given to call.
        self.released_by_calls: Callable[[set[int]], set[int]] = _none_of
        self.puts_back = False  # this teardown may take entries out of the user's containers
        self.terms = terms
        self.records: dict[int, Record] = {}
        self.keep: dict[int, object] = {}  # registrations that nothing but we hold, such as a reader on a descriptor
        self.notes: list[Any] = []
        self._errands: dict[int, weakref.ref[Any]] = {}
        self.heir: Account | None = None  # who has taken over something of its, with all that this will make
        self.late: Account | None = None  # what is made in its name when it has been judged
        self.has_left = False  # it has been judged, and something was told
        self.closed = False

    def wrote(self, code: CodeType) -> bool:
        """True for a function that is defined inside of the owner's own."""
        own = self.code
        return (
            own is not None
            and code.co_filename == own.co_filename
            and code.co_qualname.startswith(f"{own.co_qualname}.<locals>.")
        )

    @property
    def errands(self) -> list[Any]:
        """The loops of other threads that were given something to do; a list, since others may be added meanwhile."""
        return [loop for ref in list(self._errands.values()) if (loop := ref()) is not None]

    def note_errand(self, loop: Any) -> None:
        """Something is given to a loop of another thread."""
        self._errands[id(loop)] = weakref.ref(loop)

    def clear(self) -> None:
        """Let go of what only we have kept."""
        self.keep.clear()
        self.notes.clear()

    def take_notes(self) -> list[Any]:
        """The notes, which are told now; what other threads note from now on stays for the next time."""
        taken = []
        while self.notes:
            taken.append(self.notes.pop(0))
        return taken


class Record(weakref.ref[Any]):
    """A weak reference to one resource, with its kind, its owner's account and its birth."""

    __slots__ = (
        "account",
        "called_by",
        "example",
        "in_own_time",
        "is_far_end",
        "is_given",
        "is_part",
        "is_repeat",
        "judged",
        "key",
        "kind",
        "lineage",
        "note",
        "sites",
    )

    key: int
    kind: str
    account: Account
    called_by: Account | None  # for whom its owner's function was called, where that is another one
    sites: tuple[Site, ...]
    lineage: tuple[Site, ...]  # the birth of the task or thread that made it, where its own has no first-party line
    note: Any  # what the probe must remember of the birth, never the resource itself
    judged: bool
    is_far_end: bool  # what is told of it is told with the other end of its connection
    is_part: bool  # it was told as a part of something else
    example: str | None
    is_given: bool  # one thread has given it to the loop of another
    is_repeat: bool  # it was made while a test was run again
    in_own_time: bool  # it was made while its owner's code was running, not by what the owner has started

    @property
    def birth(self) -> tuple[Site, ...]:
        """The recorded frames, followed by those of the task or thread that it was made in where they are needed."""
        return self.sites + self.lineage


#: Whose code is running; None where nobody answers for it, unset in a context that began from nothing.
CURRENT: ContextVar[Account | None] = ContextVar("wshygiene_owner", default=None)


@contextmanager
def acting_for(account: Account | None) -> Iterator[None]:
    """What is made inside belongs to ``account``; with None, to nobody."""
    token = CURRENT.set(account)
    try:
        yield
    finally:
        CURRENT.reset(token)
