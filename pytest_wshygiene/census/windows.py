"""Attribution by window: whose code was running when something appeared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from pytest_wshygiene.ownership import Account

Token = TypeVar("Token", bound=Hashable)


class Windows(Generic[Token]):
    """Keeps for everything in a census the account in whose window it was first seen.

    ``look`` returns what there is now, or None while it cannot tell; ``size``, where it is given, how much, at less
    cost.
    """

    def __init__(self, look: Callable[[], Mapping[Token, object] | None], size: Callable[[], int] = lambda: 0) -> None:
        self._look = look
        self._size = size
        self._last_size = 0
        self._owners: dict[Token, Account | None] = dict.fromkeys(look() or ())
        self._sizes: dict[Account, int] = {}

    def begin(self, account: Account) -> None:
        """Remember how much there was when ``account`` began."""
        self._sizes[account] = len(self._owners)

    def end_window(self, account: Account | None) -> None:
        """A stretch of ``account``'s code has ended: what is new is its own.

        Where ``size`` is cheaper than a look and has not changed, nothing is looked at.
        """
        size = self._size()
        if size and size == self._last_size:
            return
        self._last_size = size
        self._attribute(account)

    def _attribute(self, account: Account | None) -> None:
        now = self._look()
        owners = self._owners
        if now is None or now.keys() == owners.keys():
            return
        self._owners = {token: owners.get(token, account) for token in now}

    def disown(self, chosen: Callable[[Token], bool]) -> None:
        """What is new and ``chosen`` is nobody's: it is watched as a part of something else, or not at all."""
        new = [token for token in self._look() or () if token not in self._owners and chosen(token)]
        self._owners.update(dict.fromkeys(new))

    def left_by(self, account: Account) -> list[Token]:
        """What ``account`` added that is still there; empty where it only replaced what was there before."""
        self._attribute(account)
        if len(self._owners) <= self._sizes.get(account, 0):
            return []
        return [token for token, owner in self._owners.items() if owner is account]

    def forget(self, account: Account) -> None:
        """``account`` has been judged: what it left behind is nobody's from now on."""
        self._sizes.pop(account, None)
        for token, owner in self._owners.items():
            if owner is account:
                self._owners[token] = None
