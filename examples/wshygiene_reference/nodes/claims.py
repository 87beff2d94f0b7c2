"""What the others are to know of what this node holds: counts, told as they are and not as they change.

A count that is told twice is still right, one that was lost is told again at the next renewal, and one that was wrong
is put right by it. So nothing has to be undone when a call fails half-way or a handshake is cancelled.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from wshygiene_reference.nodes.broker import Claim, LocalNode


class Claims:
    """Claims that have to be told, and those that have been."""

    def __init__(self, node: LocalNode) -> None:
        self._node = node
        #: To be told, in this order.
        self._due: dict[Claim, None] = {}
        #: Told, as far as is known, with a count that is not 0: what has to be taken back.
        self._told: dict[Claim, None] = {}
        #: Whether somebody is there to be told. Until then nothing is collected: it would have no bound.
        self.is_open = False
        #: How many of those that are due were so when somebody came; they are told before all later ones.
        self._old = 0

    def open(self) -> None:
        """Somebody is there again: everything is to be told, and what was held before and is no more."""
        self.is_open = True
        self.renew()
        self._due.update(dict.fromkeys(self._node.claims()))
        self._old = len(self._due)

    def close(self) -> None:
        """Nobody is there: forget what is due. What was told is remembered, for taking it back."""
        self.is_open = False
        self._due.clear()
        self._old = 0

    def touch(self, claim: Claim) -> None:
        """A count has changed."""
        if self.is_open:
            self._due[claim] = None

    def renew(self) -> None:
        """Tell everything that was told again, before it ends by itself."""
        self._due.update(self._told)

    def take(self, most: int) -> list[tuple[Claim, int]]:
        """Some of what is to be told, with the counts of this moment."""
        some = list(islice(self._due, most))
        for claim in some:
            del self._due[claim]
        counted = [(claim, self._node.held(claim)) for claim in some]
        # From here on they may be there, whatever becomes of the call.
        self._told.update((claim, None) for claim, count in counted if count)
        return counted

    def take_back(self, most: int) -> list[tuple[Claim, int]]:
        """Some of what was told, with no count, for a node that leaves."""
        return [(claim, 0) for claim in islice(self._told, most)]

    def done(self, counted: list[tuple[Claim, int]]) -> None:
        """These were told, in the order in which they were taken."""
        self._old = max(0, self._old - len(counted))
        for claim, count in counted:
            if not count:
                self._told.pop(claim, None)

    def kinds(self) -> dict[str, int]:
        """How many claims were told, by kind."""
        return dict(Counter(claim.kind for claim in self._told))

    @property
    def told(self) -> int:
        """How many have been told, and not taken back."""
        return len(self._told)

    @property
    def due(self) -> int:
        """How many are to be told."""
        return len(self._due)

    @property
    def has_caught_up(self) -> bool:
        """True when all has been told that was due when somebody came. More may be due: there is always some change."""
        return self.is_open and not self._old
