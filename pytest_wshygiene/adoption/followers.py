"""Threads and tasks that nobody keeps, and that end with what they read: who answers for that answers for them."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType

from pytest_wshygiene.grouping.belonging import group
from pytest_wshygiene.grouping.repeats import without_repeats
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.panel import Suspect


def followers(suspects: list[Suspect], account: Account) -> Iterator[tuple[Suspect, Account]]:
    """Which of ``suspects`` are parts of one that ``account`` has been relieved of, with who answers for that now.

    Both were made in one call of the program: a reader that a test begins by itself, the test has to end.
    """
    for made in group(without_repeats(suspects)):
        other, call = made.whole.record.account, _call(made.whole.record.birth)
        for part in made.parts if other is not account and call is not None else ():
            if part.record.account is account and _call(part.record.birth) == call:
                yield part, other


def _call(birth: tuple[Site, ...]) -> tuple[CodeType, Site] | None:
    """The user's function that has made something, and the line that called it; None for what nobody had called."""
    users = [site for site in birth if is_first_party(site[0].co_filename)]
    return (users[0][0], users[1]) if len(users) > 1 else None
