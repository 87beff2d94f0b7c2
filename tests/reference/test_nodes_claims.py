"""What others know of a node is what it holds, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import booleans, integers, sampled_from

from wshygiene_reference.nodes.broker import Claim
from wshygiene_reference.nodes.claims import Claims


class Holding:
    """A node that holds what a test says."""

    id = "node"
    signature = b""

    def __init__(self) -> None:
        self.counts: dict[Claim, int] = {}

    def beat(self) -> None: ...

    def received(self, data: bytes) -> None: ...

    def held(self, claim: Claim) -> int:
        return self.counts.get(claim, 0)

    def claims(self) -> Iterator[Claim]:
        return iter([claim for claim, count in self.counts.items() if count])


class ClaimsComeTrue(RuleBasedStateMachine):
    """Counts change, calls fail before or after they were heard, connections break; in the end all is as it is."""

    names = sampled_from([Claim("user", name) for name in "abcd"])

    def __init__(self) -> None:
        super().__init__()
        self.node = Holding()
        self.claims = Claims(self.node)
        #: What the others know.
        self.known: dict[Claim, int] = {}

    @rule(claim=names, count=integers(0, 3))
    def change(self, claim: Claim, count: int) -> None:
        self.node.counts[claim] = count
        self.claims.touch(claim)

    @rule()
    def connect(self) -> None:
        self.claims.open()

    @rule(most=integers(1, 3))
    def tell(self, most: int) -> None:
        counted = self.claims.take(most)
        self._hear(counted)
        self.claims.done(counted)

    @rule(most=integers(1, 3), heard=booleans())
    def fail(self, most: int, heard: bool) -> None:
        counted = self.claims.take(most)
        if heard:
            self._hear(counted)
        self.claims.close()

    @rule()
    def end_by_itself(self) -> None:
        if not self.claims.is_open:
            self.known.clear()

    @rule()
    def settle(self) -> None:
        self.claims.open()
        while self.claims.due:
            self.tell(2)
        assert self.claims.has_caught_up
        held = {claim: count for claim, count in self.node.counts.items() if count}
        assert self.known == held
        assert self.claims.told == len(held)

    @rule()
    def leave(self) -> None:
        while counted := self.claims.take_back(2):
            self._hear(counted)
            self.claims.done(counted)
        assert self.known == {}
        self.claims.close()

    @invariant()
    def nothing_is_collected_for_nobody(self) -> None:
        assert self.claims.is_open or not self.claims.due
        assert set(self.known) <= set(self.claims._told), "what others may know can be taken back"

    def _hear(self, counted: list[tuple[Claim, int]]) -> None:
        for claim, count in counted:
            self.known.pop(claim, None)
            if count:
                self.known[claim] = count


def test_who_is_told_all_the_time_has_caught_up_nevertheless() -> None:
    node = Holding()
    node.counts = {Claim("user", str(number)): 1 for number in range(10)}
    claims = Claims(node)
    claims.open()
    for number in range(4):
        assert not claims.has_caught_up
        claims.touch(Claim("user", f"later {number}"))
        claims.done(claims.take(3))
    assert claims.has_caught_up
    assert claims.due


ClaimsComeTrue.TestCase.settings = hypothesis_settings(max_examples=100)
TestClaimsComeTrue = ClaimsComeTrue.TestCase


def test_nobody_has_caught_up_on_the_way() -> None:
    node = Holding()
    node.counts = {Claim("user", "ada"): 1}
    claims = Claims(node)
    claims.open()
    counted = claims.take(3)
    assert not claims.has_caught_up, "it may be refused"
    claims.done(counted)
    assert claims.has_caught_up
