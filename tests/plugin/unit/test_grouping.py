"""One connection, one leak; and what a living owner's object holds is that owner's."""

from __future__ import annotations

import asyncio
import sysconfig
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_wshygiene.adoption.adopting import give_to_holders
from pytest_wshygiene.grouping import belonging
from pytest_wshygiene.grouping.belonging import Group, group
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.references.following import held_by, reachable
from pytest_wshygiene.settings.reading import Terms

#: Classes of an installed library; what they refer to is a part of them.
LIBRARY: dict[str, Any] = {"__name__": "somelib"}
exec(
    compile(
        """
class Thing:
    def __init__(self, **own):
        self.__dict__.update(own)

    async def keepalive(self, wait):
        await wait()

class Pool(Thing):
    pass
""",
        f"{sysconfig.get_path('purelib')}/somelib/core.py",
        "exec",
    ),
    LIBRARY,
)
Thing, Pool = LIBRARY["Thing"], LIBRARY["Pool"]


class Plain:
    """A class of the user's."""

    def __init__(self, **own: Any) -> None:
        vars(self).update(own)


class Books:
    """A ledger with one account, to write resources into."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.test = Account(Owner("test", "test_a.py::test_a"), Terms(mode="fail"))
        self.fixture = Account(Owner("fixture", "", fixture="pool", scope="session"), Terms(mode="fail"))

    def suspect(self, kind: str, resource: Any) -> Suspect:
        with acting_for(self.test):
            record = self.ledger.record(kind, resource)
        assert record is not None
        return Suspect(record, resource)


@pytest.fixture
def books() -> Any:
    made = Books()
    yield made
    made.ledger.close()


def told(groups: list[Group]) -> list[tuple[str, list[str]]]:
    """The kinds of the groups, and of their parts."""
    return [(made.whole.record.kind, sorted(part.record.kind for part in made.parts)) for made in groups]


def test_unrelated_things_stand_for_themselves_in_the_order_of_kinds(books: Books) -> None:
    suspects = [books.suspect(kind, Thing()) for kind in ("socket", "timer", "connection", "process")]
    assert told(group(suspects)) == [("connection", []), ("process", []), ("timer", []), ("socket", [])]


def test_socket_of_a_connection_is_part_of_it(books: Books) -> None:
    sock = Thing()
    connection = Thing(transport=Thing(_sock=sock))
    suspects = [
        books.suspect("socket", sock),
        books.suspect("connection", connection),
        books.suspect("socket", Thing()),
    ]
    assert told(group(suspects)) == [("connection", ["socket"]), ("socket", [])]


def test_what_holds_most_comes_first(books: Books) -> None:
    sock = Thing()
    connection = Thing(sock=sock)
    session = Thing(pool={"host": [connection]}, socket=Thing(_sock=sock))
    suspects = [
        books.suspect("socket", sock),
        books.suspect("connection", connection),
        books.suspect("session", session),
    ]
    found = told(group(suspects))
    assert sum(1 + len(parts) for _, parts in found) == 3
    assert found[0][0] == "session"


def test_what_many_connections_lead_to_is_looked_at_once_for_each(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = []

    def counted(*arguments: Any, **named: Any) -> set[int]:
        searches.append(arguments)
        return reachable(*arguments, **named)

    monkeypatch.setattr(belonging, "reachable", counted)
    suspects = [books.suspect("connection", Thing()) for _ in range(40)]
    for suspect in suspects:
        suspect.record.sites = ((Thing.keepalive.__code__, 0),)
    assert len(group(suspects)) == 40
    assert len(searches) <= 2 * 40


def test_two_connections_are_two_leaks_with_a_socket_each(books: Books) -> None:
    shared = Thing()
    pairs = [(Thing(hub=shared, sock=sock), sock) for sock in (Thing(), Thing())]
    shared.members = [connection for connection, _ in pairs]
    suspects = [books.suspect("connection", connection) for connection, _ in pairs]
    suspects += [books.suspect("socket", sock) for _, sock in pairs]
    assert told(group(suspects)) == [("connection", ["socket"]), ("connection", ["socket"])]
    assert [made.parts[0].resource for made in group(suspects)] == [sock for _, sock in pairs]


def test_keepalive_task_is_part_of_its_connection_and_the_users_is_not(books: Books) -> None:
    async def pump(connection: Any) -> None:
        await asyncio.sleep(60)
        connection.read()

    async def main() -> None:
        connection = Thing()
        connection.keepalive_task = asyncio.create_task(connection.keepalive(asyncio.Event().wait))
        users = asyncio.create_task(pump(connection))
        connection.on_message = users
        await asyncio.sleep(0)
        suspects = [
            books.suspect("connection", connection),
            books.suspect("task", connection.keepalive_task),
            books.suspect("task", users),
        ]
        groups = group(suspects)
        assert told(groups) == [("connection", ["task"]), ("task", [])]
        assert groups[1].whole.resource is users

    asyncio.run(main())


def test_timer_of_a_library_is_part_of_its_connection_and_the_users_is_not(books: Books) -> None:
    loop = asyncio.new_event_loop()
    connection = Thing()
    theirs = loop.call_later(60, connection.keepalive, None)
    ours = loop.call_later(60, lambda: connection)
    found = group(
        [books.suspect("timer", theirs), books.suspect("timer", ours), books.suspect("connection", connection)]
    )
    assert told(found) == [("connection", ["timer"]), ("timer", [])]
    assert found[1].whole.resource is ours
    loop.close()


def test_attribute_of_a_fixtures_value_is_adopted_by_the_fixture(books: Books) -> None:
    sock = Thing()
    suspect = books.suspect("socket", sock)
    give_to_holders([suspect], books.test, [(books.fixture, Plain(_sock=sock))], books.ledger)
    assert list(books.fixture.records.values()) == [suspect.record]
    assert books.test.records == {}


def test_entry_in_a_dictionary_of_the_users_is_not_adopted(books: Books) -> None:
    connection = Thing()
    suspect = books.suspect("connection", connection)
    give_to_holders([suspect], books.test, [(books.fixture, Plain(clients={"c1": connection}))], books.ledger)
    assert list(books.test.records.values()) == [suspect.record]


def test_socket_in_a_librarys_pool_is_adopted_but_a_connection_is_not(books: Books, monkeypatch: Any) -> None:
    monkeypatch.setattr("pytest_wshygiene.references.following.is_library", lambda cls: cls in (Thing, Pool))
    sock, connection = Thing(), Thing()
    pooled, opened = books.suspect("socket", sock), books.suspect("connection", connection)
    give_to_holders([pooled, opened], books.test, [(books.fixture, Pool(idle=[sock], open=[connection]))], books.ledger)
    assert list(books.fixture.records.values()) == [pooled.record]
    assert list(books.test.records.values()) == [opened.record]


def test_closed_owner_adopts_nothing(books: Books) -> None:
    sock = Thing()
    books.fixture.closed = True
    suspect = books.suspect("socket", sock)
    give_to_holders([suspect], books.test, [(books.fixture, Plain(sock=sock))], books.ledger)
    assert list(books.test.records.values()) == [suspect.record]


def test_attributes_are_held_plainly_and_entries_of_the_users_not_at_all() -> None:
    one, two, three = Plain(), Plain(), Plain()
    root = Plain(sock=one, pair=(two, 0), clients={"c": three})
    assert held_by(root, {id(one), id(two), id(three)}) == ({id(one), id(two)}, set())


def test_reachable_goes_through_containers_and_attributes_not_through_stops_and_modules() -> None:
    target, hidden = Plain(), Plain()
    stop = Plain(inside=hidden)
    root = Plain(rooms={"a": [(target,)]}, stop=stop, module=asyncio, cls=Plain)
    wanted = {id(target), id(hidden), id(stop), id(asyncio.tasks)}
    assert reachable([root], wanted, {id(stop)}) == {id(target), id(stop)}


def test_search_forward_ends() -> None:
    chain: Any = None
    for _ in range(100):
        chain = SimpleNamespace(next=chain)
    target = Plain()
    far = Plain(chain=chain, last=Plain(deep=Plain(target=target)))
    assert reachable([far], {id(target)}, set(), most=2) == set()
    assert reachable([far], {id(target)}, set()) == {id(target)}


def test_hostile_objects_are_not_called() -> None:
    class Hostile:
        __class__ = property(lambda self: dict)  # type: ignore[assignment]
        __hash__ = None  # type: ignore[assignment]

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(name)

        def __eq__(self, other: object) -> bool:
            raise RuntimeError("eq")

    target, hostile = Plain(), Hostile()
    vars(hostile)["kept"] = target
    assert reachable([Plain(first=hostile)], {id(target)}, set()) == {id(target)}
    assert held_by(Plain(first=hostile), {id(target)})[0] == {id(target)}
