"""What waits for a peer that reads more slowly than we write: nothing for most, and never more than two limits for any.

A message goes straight into the transport while that accepts it. Only while the transport is paused do messages queue,
and they leave again in the transport's own "go on" callback: no task, no lock and no memory for a peer that keeps up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from wshygiene_reference.config import ManagerConfig, OverflowPolicy


@dataclass(slots=True)
class OutboxCounts:
    """What went through all the outboxes of a server: messages."""

    sent: int = 0
    queued: int = 0
    dropped: int = 0
    conflated: int = 0


class _Waiting:
    """Frames that wait while the transport is paused, in order; a key holds the place of what it replaces."""

    __slots__ = ("bytes", "frames", "peak_since", "serial", "since", "unsent")

    def __init__(self, now: float) -> None:
        self.frames: OrderedDict[str | int, bytes] = OrderedDict()
        self.bytes = 0
        self.serial = 0
        #: When the peer was last seen to take something, and how many bytes the transport still had for it then.
        self.since = now
        self.unsent: int | None = None
        self.peak_since: float | None = None


class Outbox:
    """The way out to one peer. ``write`` hands a frame to the transport; times are seconds of ``clock``."""

    __slots__ = ("_clock", "_config", "_counts", "_overflowed", "_paused", "_waiting", "_write")

    def __init__(
        self,
        config: ManagerConfig,
        counts: OutboxCounts,
        write: Callable[[bytes], None],
        clock: Callable[[], float],
        overflowed: Callable[[], None],
    ) -> None:
        self._config = config
        self._counts = counts
        self._write = write
        self._clock = clock
        self._overflowed = overflowed
        self._paused = False
        self._waiting: _Waiting | None = None

    def put(self, frame: bytes, key: str | None = None) -> bool:
        """Send ``frame`` now, or as soon as the peer reads; False when it was dropped.

        Where messages conflate, a later frame under the same ``key`` takes the place of one that still waits.
        """
        if not self._paused:
            self._counts.sent += 1
            self._write(frame)
            return True
        return self._queue(frame, key)

    def pause(self) -> None:
        """The transport wants no more for now."""
        self._paused = True
        if self._waiting is None:
            self._waiting = _Waiting(self._clock())

    def resume(self) -> None:
        """The transport takes more: send what waits, until it is paused again or all is sent."""
        self._paused = False
        waiting = self._waiting
        if waiting is None:
            return
        waiting.since, waiting.unsent = self._clock(), None
        while waiting.frames and not self._paused:
            _, frame = waiting.frames.popitem(last=False)
            waiting.bytes -= len(frame)
            self._counts.sent += 1
            self._write(frame)
        if not self._paused:
            self._waiting = None
        else:
            self._note_peak(waiting)

    def close(self) -> int:
        """Drop what waits, for a peer that has gone, and take no more; how many messages were dropped.

        It also lets go of whom it writes for, who holds it in turn: no cycle is left for the garbage collector.
        """
        dropped = self.messages
        self._counts.dropped += dropped
        self._waiting = None
        self._paused = False
        self._write = _nowhere
        self._overflowed = _nothing
        return dropped

    @property
    def is_paused(self) -> bool:
        """True while the transport takes nothing."""
        return self._paused

    @property
    def messages(self) -> int:
        """Messages that wait."""
        return len(self._waiting.frames) if self._waiting is not None else 0

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._waiting.bytes if self._waiting is not None else 0

    def is_stalled(self, now: float, unsent: int) -> bool:
        """True for a peer that has read nothing for ``write_stall``, or had a long queue for too long.

        ``unsent`` is how many bytes are in the transport's buffer. Of a big message that may take longer than
        ``write_stall`` to become few enough to go on with the next; so it is told by them whether the peer reads.
        """
        waiting = self._waiting
        if waiting is None or not self._paused:
            return False
        if waiting.unsent is not None and unsent < waiting.unsent:
            waiting.since = now
        waiting.unsent = unsent
        if now - waiting.since >= self._config.write_stall:
            return True
        return waiting.peak_since is not None and now - waiting.peak_since >= self._config.outbox_peak_seconds

    def _queue(self, frame: bytes, key: str | None) -> bool:
        waiting = self._waiting
        assert waiting is not None, "paused without a queue"
        if self._config.outbox_policy is not OverflowPolicy.CONFLATE:
            key = None
        elif key is not None and key in waiting.frames and self._replace(waiting, frame, key):
            self._counts.conflated += 1
            return True
        if not self._make_room(waiting, len(frame)):
            self._counts.dropped += 1
            return False
        waiting.serial += 1
        waiting.frames[key if key is not None else waiting.serial] = frame
        waiting.bytes += len(frame)
        self._counts.queued += 1
        self._note_peak(waiting)
        return True

    def _replace(self, waiting: _Waiting, frame: bytes, key: str) -> bool:
        """Give ``frame`` the place of what waits under its key; False when it is too big for it, which is given up."""
        grown = len(frame) - len(waiting.frames[key])
        if waiting.bytes + grown <= self._config.outbox_bytes:
            waiting.frames[key] = frame
            waiting.bytes += grown
            return True
        waiting.bytes -= len(waiting.frames.pop(key))
        self._counts.dropped += 1
        return False

    def _make_room(self, waiting: _Waiting, size: int) -> bool:
        """Whether a frame of ``size`` bytes fits, after dropping older ones where the policy says so."""
        if self._fits(waiting, size):
            return True
        if self._config.outbox_policy is OverflowPolicy.CLOSE:
            self._overflowed()
        if self._config.outbox_policy in (OverflowPolicy.CLOSE, OverflowPolicy.DROP_NEWEST):
            return False
        if size > self._config.outbox_bytes:
            return False
        while waiting.frames and not self._fits(waiting, size):
            _, oldest = waiting.frames.popitem(last=False)
            waiting.bytes -= len(oldest)
            self._counts.dropped += 1
        return True

    def _fits(self, waiting: _Waiting, size: int) -> bool:
        config = self._config
        return len(waiting.frames) < config.outbox_messages and waiting.bytes + size <= config.outbox_bytes

    def _note_peak(self, waiting: _Waiting) -> None:
        """Remember since when the queue is long; a queue that has become short again starts anew."""
        if len(waiting.frames) <= self._config.outbox_peak_messages:
            waiting.peak_since = None
        elif waiting.peak_since is None:
            waiting.peak_since = self._clock()


def _nowhere(frame: bytes) -> None:
    """Where frames go for a peer that has gone."""


def _nothing() -> None:
    """What is done when there is nobody to do it for."""
