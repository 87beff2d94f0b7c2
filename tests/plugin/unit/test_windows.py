"""Attribution by window: what is new belongs to whoever ran, and what only took another's place is no growth."""

from __future__ import annotations

from collections.abc import Callable

from pytest_wshygiene.census.windows import Exchanges, Windows
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.settings.reading import Terms


def account(name: str = "test") -> Account:
    return Account(Owner("test", name), Terms())


class Census:
    """What there is, and how often somebody looked."""

    def __init__(self, *members: str) -> None:
        self.members = dict.fromkeys(members)
        self.looks = 0

    def look(self) -> dict[str, None]:
        self.looks += 1
        return dict(self.members)

    def add(self, *members: str) -> None:
        self.members |= dict.fromkeys(members)

    def remove(self, member: str) -> None:
        del self.members[member]


def watched(*members: str, size: Callable[[], int] | None = None) -> tuple[Census, Windows[str]]:
    census = Census(*members)
    return census, Windows(census.look, size) if size else Windows(census.look)


def test_what_was_there_before_is_nobodys() -> None:
    _, windows = watched("a")
    test = account()
    windows.begin(test)
    windows.end_window(test)
    assert windows.left_by(test) == []


def test_what_appears_in_a_window_is_its_accounts() -> None:
    census, windows = watched("a")
    fixture, test = account("fixture"), account()
    windows.begin(fixture)
    census.add("b")
    windows.end_window(fixture)
    windows.begin(test)
    census.add("c", "d")
    windows.end_window(test)
    assert windows.left_by(test) == ["c", "d"]
    assert windows.left_by(fixture) == ["b"]


def test_what_was_taken_back_is_not_left() -> None:
    census, windows = watched()
    test = account()
    windows.begin(test)
    census.add("a")
    windows.end_window(test)
    census.remove("a")
    assert windows.left_by(test) == []


def test_replacement_is_no_growth() -> None:
    census, windows = watched("old")
    test = account()
    windows.begin(test)
    census.remove("old")
    census.add("new")
    windows.end_window(test)
    assert windows.left_by(test) == []


def test_one_replaced_and_one_more_is_growth() -> None:
    census, windows = watched("old")
    test = account()
    windows.begin(test)
    census.remove("old")
    census.add("new", "more")
    windows.end_window(test)
    assert windows.left_by(test)


def test_what_a_fixture_takes_back_does_not_pay_for_what_the_test_leaves() -> None:
    census, windows = watched()
    fixture, test = account("fixture"), account()
    windows.begin(test)
    windows.begin(fixture)
    census.add("room")
    windows.end_window(fixture)
    census.add("member")
    windows.end_window(test)
    census.remove("room")
    windows.end_window(fixture)
    assert windows.left_by(fixture) == []
    assert windows.left_by(test) == ["member"]


def test_what_was_judged_is_nobodys_from_then_on() -> None:
    census, windows = watched()
    first, second = account("first"), account("second")
    windows.begin(first)
    census.add("a")
    windows.end_window(first)
    windows.forget(first)
    windows.begin(second)
    windows.end_window(second)
    assert windows.left_by(first) == []
    assert windows.left_by(second) == []


def test_disowned_is_never_left() -> None:
    census, windows = watched()
    test = account()
    windows.begin(test)
    census.add("lib", "mine")
    windows.disown(lambda member: member == "lib")
    windows.end_window(test)
    assert windows.left_by(test) == ["mine"]


def test_unchanged_size_saves_the_look() -> None:
    census, windows = watched("a", size=lambda: 1)
    windows.end_window(None)
    looks = census.looks
    windows.end_window(None)
    assert census.looks == looks


def sorted_by_nature(*members: str) -> tuple[Census, Exchanges[str]]:
    census = Census(*members)
    return census, Exchanges(census.look, lambda: 0, lambda member: member.partition(" ")[0])


def test_only_something_of_the_same_nature_is_replaced() -> None:
    census, windows = sorted_by_nature("pipe 1", "log 1")
    test = account()
    windows.begin(test)
    census.remove("pipe 1")
    census.remove("log 1")
    census.add("log 2", "socket 1")
    windows.end_window(test)
    assert windows.left_by(test) == ["socket 1"]


def test_what_a_fixture_has_opened_since_can_be_replaced_by_the_test() -> None:
    census, windows = sorted_by_nature()
    fixture, test = account("fixture"), account()
    windows.begin(test)
    windows.begin(fixture)
    census.add("log 1")
    windows.end_window(fixture)
    census.remove("log 1")
    census.add("log 2")
    windows.end_window(test)
    assert windows.left_by(test) == []


def test_what_a_fixture_takes_back_is_not_what_the_test_replaces() -> None:
    census, windows = sorted_by_nature()
    fixture, test = account("fixture"), account()
    windows.begin(test)
    windows.begin(fixture)
    census.add("log 1")
    windows.end_window(fixture)
    census.add("log 2")
    windows.end_window(test)
    census.remove("log 1")
    windows.end_window(fixture)
    assert windows.left_by(test) == ["log 2"]


def test_what_is_claimed_goes_by_the_name_of_something_that_has_gone() -> None:
    natures = {"3": "pipe"}
    windows = Exchanges(lambda: natures, lambda: 0, lambda name: natures[name])
    test = account()
    windows.begin(test)
    natures["3"] = "socket"
    windows.claim(test, ["3"])
    assert windows.left_by(test) == ["3"]


def test_what_is_handed_over_counts_for_its_new_owner() -> None:
    census, windows = sorted_by_nature("log 1")
    fixture, test = account("fixture"), account()
    windows.begin(fixture)
    windows.begin(test)
    census.add("log 2")
    windows.end_window(test)
    windows.hand_over("log 2", fixture)
    assert (windows.left_by(test), windows.left_by(fixture)) == ([], ["log 2"])


def test_what_an_account_left_makes_no_room_when_it_goes_late() -> None:
    census, windows = sorted_by_nature()
    first, second = account("first"), account("second")
    windows.begin(first)
    census.add("pipe 1")
    windows.end_window(first)
    windows.forget(first)
    windows.begin(second)
    census.add("pipe 2")
    census.remove("pipe 1")
    windows.end_window(second)
    assert windows.left_by(second) == ["pipe 2"]


def test_what_goes_on_another_level_makes_no_room() -> None:
    census = Census("lobby", "lobby/ann", "lobby/bob")
    windows: Windows[str] = Windows(census.look, level=lambda name: name.count("/"))
    test = account()
    windows.begin(test)
    census.add("den")
    census.remove("lobby/bob")
    windows.end_window(test)
    assert windows.left_by(test) == ["den"]


def test_what_takes_the_place_of_its_like_is_no_growth_beside_another_level() -> None:
    census = Census("lobby", "lobby/ann")
    windows: Windows[str] = Windows(census.look, level=lambda name: name.count("/"))
    test = account()
    windows.begin(test)
    census.remove("lobby/ann")
    census.add("lobby/bob", "den")
    windows.end_window(test)
    assert windows.left_by(test) == ["den"]
