"""Which subscriptions a client has, by room."""

from __future__ import annotations

import logging
from typing import Any

from wshygiene_reference.client.subscription import Subscription

log = logging.getLogger("wshygiene_reference.client")


class Interests:
    """The subscriptions that are active. A room without any is forgotten."""

    def __init__(self) -> None:
        self._by_room: dict[str, list[Subscription]] = {}

    def add(self, subscription: Subscription) -> bool:
        """Take one in; True for the first of its room."""
        group = self._by_room.setdefault(subscription.room, [])
        group.append(subscription)
        return len(group) == 1

    def discard(self, subscription: Subscription) -> bool:
        """Forget one; True for the last of its room."""
        group = self._by_room.get(subscription.room, [])
        if subscription not in group:
            return False
        group.remove(subscription)
        if group:
            return False
        del self._by_room[subscription.room]
        return True

    def rooms(self) -> list[str]:
        """The rooms that somebody is interested in."""
        return list(self._by_room)

    def all(self) -> list[Subscription]:
        """All subscriptions."""
        return [each for group in self._by_room.values() for each in group]

    def deliver(self, room: str, data: Any) -> int:
        """Hand ``data`` to everybody interested in ``room``, whoever of them fails; how many did."""
        failed = 0
        for subscription in list(self._by_room.get(room, ())):
            try:
                subscription.deliver(data)
            except Exception:
                failed += 1
                log.exception("a callback for %s failed", room)
        return failed

    def __len__(self) -> int:
        return sum(map(len, self._by_room.values()))
