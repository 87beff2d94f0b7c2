"""Attribution by window: whose code was running when something appeared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from pytest_wshygiene.ownership.accounts import Account

Token = TypeVar("Token", bound=Hashable)


class Windows(Generic[Token]):
    """Keeps for everything in a census the account in whose window it was first seen.

    ``look`` returns what there is now, or None while it cannot tell; ``size``, where it is given, how much, at less
    cost. ``level`` tells apart what cannot take the place of each other, such as a room and the member of another one.
    """

    def __init__(
        self,
        look: Callable[[], Mapping[Token, object] | None],
        size: Callable[[], int] = lambda: 0,
        level: Callable[[Token], Hashable] = lambda _: None,
    ) -> None:
        self._look = look
        self._size = size
        self._level = level
        self._last_size = 0
        self._owners: dict[Token, Account | None] = dict.fromkeys(look() or ())
        self._counts = Counter(map(level, self._owners))
        self._sizes: dict[Account, Counter[Hashable]] = {}

    def begin(self, account: Account) -> None:
        """Remember how much there was when ``account`` began."""
        self._sizes[account] = self._counts

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
        self._keep({token: owners.get(token, account) for token in now}, account)

    def _keep(self, owners: dict[Token, Account | None], by: Account | None) -> None:
        """``owners`` is what there is, after a window of ``by``."""
        self._owners = owners
        self._counts = Counter(map(self._level, owners))

    def disown(self, chosen: Callable[[Token], bool]) -> None:
        """What is new and ``chosen`` is nobody's: it is watched as a part of something else, or not at all."""
        new = [token for token in self._look() or () if token not in self._owners and chosen(token)]
        self._keep(self._owners | dict.fromkeys(new), None)

    def hand_over(self, token: Token, account: Account) -> None:
        """It counts as what ``account`` has added."""
        self._owners[token] = account

    def left_by(self, account: Account) -> list[Token]:
        """What ``account`` added that is still there; empty where it only replaced what was there before."""
        self._attribute(account)
        before = self._sizes.get(account, Counter())
        grown = {level for level, count in self._counts.items() if count > before[level]}
        if not grown:
            return []
        return [token for token, owner in self._owners.items() if owner is account and self._level(token) in grown]

    def forget(self, account: Account) -> None:
        """``account`` has been judged: what it left behind is nobody's from now on."""
        self._sizes.pop(account, None)
        if account in self._owners.values():  # mostly it has left nothing
            self._owners = {token: None if owner is account else owner for token, owner in self._owners.items()}


class Exchanges(Windows[Token]):
    """Windows on things that come and go beside each other: one takes only the place of another like it.

    ``nature`` tells what something is like. What has gone counts for an account if it was there when the account
    began, or went in the account's own window; what others brought and took back since then does not.
    """

    def __init__(
        self,
        look: Callable[[], Mapping[Token, object] | None],
        size: Callable[[], int],
        nature: Callable[[Token], Hashable],
    ) -> None:
        super().__init__(look, size)
        self._nature = nature
        self._natures = {token: nature(token) for token in self._owners}
        self._before: dict[Account, frozenset[Token]] = {}
        self._gone: dict[Account, dict[Hashable, int]] = {}
        self._left: set[Token] = set()  # by accounts that have been judged: when it goes, it makes no room

    def begin(self, account: Account) -> None:
        """Remember what there was when ``account`` began."""
        self._before[account] = frozenset(self._owners)
        self._gone[account] = defaultdict(int)

    def look_again(self) -> None:
        """Something is known to have changed, whatever the size says."""
        self._last_size = 0

    def claim(self, account: Account, tokens: Iterable[Token]) -> None:
        """``tokens`` are there and ``account``'s own, even where something else went by the same name before."""
        for token in tokens:
            if token in self._owners and self._owners[token] is not account:
                self._lose(token, account)
                self._owners[token] = account
                self._natures[token] = self._nature(token)

    def left_by(self, account: Account) -> list[Token]:
        """What ``account`` had added by the last look and is still there, less what only took the place of its like."""
        if account not in self._owners.values():  # as mostly; a look costs more
            return []
        self._attribute(account)
        mine = [token for token, owner in self._owners.items() if owner is account]
        sizes, gone = Counter(self._natures[token] for token in mine), self._gone.get(account, defaultdict(int))
        return [token for token in mine if sizes[self._natures[token]] > gone[self._natures[token]]]

    def forget(self, account: Account) -> None:
        """``account`` has been judged: what it left behind is nobody's from now on."""
        if account in self._owners.values():
            self._left |= {token for token, owner in self._owners.items() if owner is account}
        super().forget(account)
        self._before.pop(account, None)
        self._gone.pop(account, None)

    def _keep(self, owners: dict[Token, Account | None], by: Account | None) -> None:
        for token in self._owners.keys() - owners.keys():
            self._lose(token, by)
        known, nature = self._natures, self._nature
        self._natures = {token: known[token] if token in known else nature(token) for token in owners}
        self._owners = owners

    def _lose(self, token: Token, by: Account | None) -> None:
        if token in self._left:
            self._left.discard(token)
            return
        for account, gone in self._gone.items():
            if self._owners[token] is not account and (account is by or token in self._before[account]):
                gone[self._natures[token]] += 1
