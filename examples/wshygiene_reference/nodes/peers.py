"""What is known of the other nodes: when they were last heard, what was missed of them, and who types there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from wshygiene_reference.nodes.envelope import Envelope, Kind

#: Nodes that are remembered, and typing users of each. More would be somebody who makes up names: of the nodes those
#: that were heard least recently are forgotten, which real ones are not.
MOST, MOST_TYPING = 1_000, 10_000


class Peer:
    """Another node: the ``serial`` of its last message, when that came, and its typing (thread, user) pairs."""

    __slots__ = ("heard", "serial", "typing")

    def __init__(self, serial: int, heard: float) -> None:
        self.serial = serial
        self.heard = heard
        self.typing: set[tuple[str, str]] = set()


class Peers:
    """The other nodes, by name. One that is silent for ``silence`` seconds is gone."""

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._peers: OrderedDict[str, Peer] = OrderedDict()
        #: Messages that others sent and that never came, and those that came twice and were taken once.
        self.missed = 0
        self.doubled = 0

    def hear(self, envelope: Envelope, now: float) -> bool:
        """Note a message; False for one that has come before."""
        peer = self._peers.get(envelope.node)
        if peer is None:
            if len(self._peers) >= MOST:
                self._peers.popitem(last=False)
            peer = self._peers[envelope.node] = Peer(envelope.serial, now)
        elif envelope.serial <= peer.serial:
            self.doubled += 1
            return False
        else:
            self.missed += envelope.serial - peer.serial - 1
            peer.serial = envelope.serial
        peer.heard = now
        self._peers.move_to_end(envelope.node)
        if envelope.kind is Kind.TYPING and len(peer.typing) < MOST_TYPING:
            peer.typing.add((envelope.name, envelope.key or ""))
        elif envelope.kind is Kind.STOPPED:
            peer.typing.discard((envelope.name, envelope.key or ""))
        return True

    def listen(self, now: float) -> None:
        """From now on the others are heard again: that they were not before says nothing of them."""
        for peer in self._peers.values():
            peer.heard = now

    def leave(self, node: str) -> Iterator[tuple[str, str]]:
        """A node has gone: the (thread, user) pairs that nobody else has seen typing."""
        peer = self._peers.pop(node, None)
        if peer is not None:
            yield from (each for each in sorted(peer.typing) if not self.is_typing(*each))

    def gone(self, now: float) -> list[str]:
        """Nodes that have been silent for too long."""
        return [name for name, peer in self._peers.items() if now - peer.heard > self._silence]

    def is_typing(self, thread: str, user: str) -> bool:
        """True when some node has said that a user types in a thread, and not that they have stopped."""
        return any((thread, user) in peer.typing for peer in self._peers.values())

    def __len__(self) -> int:
        return len(self._peers)
