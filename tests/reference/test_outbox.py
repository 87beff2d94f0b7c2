"""What waits for a slow peer: bounded twice, in order, by the policy that was chosen."""

from __future__ import annotations

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.strategies import integers, sampled_from

from wshygiene_reference import OverflowPolicy
from wshygiene_reference.outbox import Outbox, OutboxCounts

from .conftest import settings


class Peer:
    """A peer that takes so many frames before the transport pauses, and a clock that is moved by hand."""

    def __init__(self, policy: OverflowPolicy = OverflowPolicy.DROP_OLDEST, **limits: float) -> None:
        self.taken: list[bytes] = []
        self.room = 10**9
        self.now = 0.0
        self.overflowed = 0
        self.counts = OutboxCounts()
        config = settings(outbox_policy=policy, **{"outbox_messages": 3, "outbox_bytes": 100, **limits})
        self.outbox = Outbox(config, self.counts, self._take, lambda: self.now, self._overflow)

    def _take(self, frame: bytes) -> None:
        self.taken.append(frame)
        self.room -= 1
        if self.room <= 0 and not self.outbox.is_paused:
            self.outbox.pause()

    def _overflow(self) -> None:
        self.overflowed += 1

    def reads(self, frames: int = 10**9) -> None:
        """The peer reads again, until it has taken so many frames."""
        self.room = frames
        self.outbox.resume()


def test_a_peer_that_keeps_up_costs_nothing() -> None:
    peer = Peer()
    assert all(peer.outbox.put(b"%d" % number) for number in range(10))
    assert (len(peer.taken), peer.outbox.messages, peer.outbox.size) == (10, 0, 0)


@pytest.mark.parametrize(
    ("policy", "kept", "dropped", "overflowed"),
    [
        (OverflowPolicy.DROP_OLDEST, [b"2", b"3", b"4"], 2, 0),
        (OverflowPolicy.DROP_NEWEST, [b"0", b"1", b"2"], 2, 0),
        (OverflowPolicy.CONFLATE, [b"2", b"3", b"4"], 2, 0),
        (OverflowPolicy.CLOSE, [b"0", b"1", b"2"], 2, 2),
    ],
)
def test_one_message_too_many(policy: OverflowPolicy, kept: list[bytes], dropped: int, overflowed: int) -> None:
    peer = Peer(policy)
    peer.outbox.pause()
    for number in range(5):
        peer.outbox.put(b"%d" % number)
    peer.reads()
    assert (peer.taken, peer.counts.dropped, peer.overflowed) == (kept, dropped, overflowed)


def test_bytes_are_bounded_too_and_a_frame_that_never_fits_is_dropped() -> None:
    peer = Peer(outbox_messages=100)
    peer.outbox.pause()
    for _ in range(10):
        peer.outbox.put(b"x" * 40)
    assert (peer.outbox.messages, peer.outbox.size) == (2, 80)
    assert not peer.outbox.put(b"x" * 101)
    assert peer.outbox.messages == 2, "and takes nothing along that fits"


def test_a_value_that_has_grown_is_bounded_like_any_other() -> None:
    peer = Peer(OverflowPolicy.CONFLATE)
    peer.outbox.pause()
    for frame, key in ((b"a" * 40, "a"), (b"b" * 40, "b"), (b"a" * 90, "a")):
        assert peer.outbox.put(frame, key)
    assert (peer.outbox.messages, peer.outbox.size, peer.counts.dropped) == (1, 90, 2)
    assert not peer.outbox.put(b"a" * 101, "a")
    assert (peer.outbox.messages, peer.outbox.size, peer.counts.dropped) == (0, 0, 4), "the old value is none any more"


def test_values_under_one_key_take_the_place_of_the_one_that_waits() -> None:
    peer = Peer(OverflowPolicy.CONFLATE)
    peer.outbox.pause()
    for frame, key in ((b"a1", "a"), (b"b1", "b"), (b"a22", "a"), (b"note", None), (b"b2", "b")):
        assert peer.outbox.put(frame, key)
    assert (peer.outbox.messages, peer.outbox.size, peer.counts.conflated) == (3, 9, 2)
    peer.reads()
    assert peer.taken == [b"a22", b"b2", b"note"]


def test_without_conflation_a_key_means_nothing() -> None:
    peer = Peer()
    peer.outbox.pause()
    peer.outbox.put(b"a1", "a")
    peer.outbox.put(b"a2", "a")
    peer.reads()
    assert peer.taken == [b"a1", b"a2"]


def test_a_peer_that_reads_a_little_gets_a_little() -> None:
    peer = Peer(outbox_messages=10)
    peer.outbox.pause()
    for number in range(6):
        peer.outbox.put(b"%d" % number)
    peer.reads(2)
    assert (peer.taken, peer.outbox.messages) == ([b"0", b"1"], 4)
    peer.outbox.put(b"6")
    peer.reads()
    assert peer.taken == [b"%d" % number for number in range(7)]


def test_a_stall_is_a_time_without_reading() -> None:
    peer = Peer(write_stall=5.0)
    assert not peer.outbox.is_stalled(100, 0)
    peer.outbox.pause()
    peer.outbox.put(b"0")
    assert not peer.outbox.is_stalled(4.9, 9)
    assert peer.outbox.is_stalled(5, 9)
    peer.now = 5
    peer.reads(1)
    assert not peer.outbox.is_stalled(9.9, 9), "it has read something"


def test_a_peer_that_takes_a_big_message_bit_by_bit_is_not_stalled() -> None:
    peer = Peer(write_stall=5.0)
    peer.outbox.pause()
    assert not any(peer.outbox.is_stalled(now, unsent=90 - now) for now in range(20))
    assert not peer.outbox.is_stalled(23.9, unsent=71)
    assert peer.outbox.is_stalled(24, unsent=71), "nothing for five seconds"


def test_a_queue_that_stays_long_is_a_stall_though_the_peer_reads() -> None:
    peer = Peer(outbox_messages=100, outbox_peak_messages=4, outbox_peak_seconds=5.0, write_stall=1000.0)
    peer.outbox.pause()
    for number in range(6):
        peer.outbox.put(b"%d" % number)
    peer.now = 3
    peer.reads(1)
    assert not peer.outbox.is_stalled(4.9, 9)
    assert peer.outbox.is_stalled(5, 9)
    peer.reads(2)
    assert not peer.outbox.is_stalled(5, 9), "the queue is short again"


def test_a_closed_outbox_takes_nothing_and_holds_nothing() -> None:
    peer = Peer()
    peer.outbox.pause()
    peer.outbox.put(b"0")
    assert peer.outbox.close() == 1
    peer.outbox.put(b"1")
    assert (peer.taken, peer.outbox.messages, peer.counts.dropped) == ([], 0, 1)


class OutboxStaysInItsLimits(RuleBasedStateMachine):
    """Whatever is put and read in whatever order: within the limits, in order, every frame accounted for."""

    def __init__(self) -> None:
        super().__init__()
        self.peer = Peer(outbox_messages=4, outbox_bytes=60)
        self.offered = 0

    @rule(size=sampled_from([4, 10, 30, 70]))
    def put(self, size: int) -> None:
        self.peer.outbox.put(b"%04d" % self.offered + b"x" * (size - 4))
        self.offered += 1

    @precondition(lambda self: not self.peer.outbox.is_paused)
    @rule()
    def stop_reading(self) -> None:
        self.peer.outbox.pause()

    @precondition(lambda self: self.peer.outbox.is_paused)
    @rule(frames=integers(1, 5))
    def read(self, frames: int) -> None:
        self.peer.reads(frames)

    @invariant()
    def within_limits(self) -> None:
        assert self.peer.outbox.messages <= 4
        assert self.peer.outbox.size <= 60
        numbers = [int(frame[:4]) for frame in self.peer.taken]
        assert numbers == sorted(set(numbers))
        assert len(numbers) + self.peer.outbox.messages + self.peer.counts.dropped == self.offered


OutboxStaysInItsLimits.TestCase.settings = hypothesis_settings(max_examples=60)
TestOutboxStaysInItsLimits = OutboxStaysInItsLimits.TestCase
