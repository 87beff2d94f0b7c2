"""Who answers for what an owner has left: whoever has it in its care, and closes it later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_wshygiene.adoption.exits import Exits
from pytest_wshygiene.adoption.followers import followers
from pytest_wshygiene.adoption.pooling import kept_by_caller, made_by_factory, pooled_by, reaches
from pytest_wshygiene.adoption.shared import (
    Sites,
    is_service,
    kept_by_libraries,
    kept_by_program,
    loops_of_program,
    services_of_program,
    workers_of_program,
)
from pytest_wshygiene.census.descriptors import OpenDescriptor
from pytest_wshygiene.census.growth import Growth
from pytest_wshygiene.census.recording import plain_type
from pytest_wshygiene.census.taking import Census
from pytest_wshygiene.grouping.surroundings import is_users
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account
from pytest_wshygiene.ownership.birth import has_first_party
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.sockets import may_be_kept
from pytest_wshygiene.probes.tasks import coroutine_of, task_code
from pytest_wshygiene.references.bodies import ends_all_in
from pytest_wshygiene.references.following import held_by, is_container, led_to, module_of
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.suspended.stacks import await_chain

_UNKEYED = (list, set, deque)
_WORKERS = ("executor", "process", "thread")
_CLOSABLE = ("connection", "session", "server", "socket", "subscription")
_OF_LIBRARIES = (*_WORKERS, "event loop", "socket")
#: What a pool of a fixture's may have opened on a test's behalf.
_OPENED_BY_POOLS = frozenset({"socket", "task", "timer", "thread", "executor", "process"})
_Others = list[tuple[Account, object]]


class Adoption:
    """Moves what is left between accounts; ``accounts`` are the living ones, with what gives the value of each."""

    def __init__(self, panel: Panel, census: Census, accounts: Mapping[Account, Callable[[], Any]]) -> None:
        self._panel = panel
        self._census = census
        self._accounts = accounts
        self.exits = Exits(panel.watch.patches)
        self._program = Account(Owner("import", ""), Terms())  # it ends with the process
        #: The account that was judged last, and what it has been relieved of, by identity.
        self._relieved: tuple[Account, set[int]] = (self._program, set())
        self._looked_at: set[int] = set()  # what it had left when it was last relieved of something, by identity

    def keeper(self, account: Account) -> Account | None:
        """The fixture of the same node, set up before and still standing, that may release what ``account`` has left.

        That is the first one to have been set up, because it is torn down last.
        """
        beside = [other for other in self._accounts if other is not account and _is_beside(other, account)]
        if not beside:
            return None
        has_grown = bool(self._census.grown(account) or self._census.discovered(account))
        wanted = {id(suspect.resource) for suspect in self._suspects(account)}
        wanted |= {id(left.file) for left in self._census.descriptors(account) if left.file is not None}
        if not has_grown and not wanted:
            return None
        keepers = (other for other in beside if has_grown or reaches(other.at_hand(), wanted))
        return next(keepers, None)

    def adopt(self, account: Account) -> None:
        """Give what ``account`` has left to wider fixtures that hold it, or to the pools of the whole program."""
        others = self._others(account)
        suspects = self._suspects(account)
        self._adopt_made_by_factories(account, suspects)
        give_to_holders(self._suspects(account), account, others, self._panel.watch.ledger)
        self._adopt_released_by_calls(account)
        if any(suspect.record.account is not account for suspect in suspects):
            for part, other in followers(suspects, account):
                self._panel.watch.ledger.adopt(part.record, other)
        for descriptor in self._census.descriptors(account):
            if descriptor.file is not None:
                self._adopt_descriptor(descriptor, others, account)
        alive = {id(each.resource): each for each in self._suspects(account)}
        for mark in _of_program(alive) | self.exits.released(set(alive)):
            self._panel.watch.ledger.adopt(alive.pop(mark).record, self._program)
        living = [root for _, root in others]
        for mark in self.exits.awaited(set(alive)) | self.exits.finalized(set(alive), living):
            self._panel.watch.ledger.postpone(alive[mark].record)
        looked_at = {id(each.resource) for each in suspects}
        left = {id(each.resource) for each in self._suspects(account)}
        self._looked_at = looked_at & left  # what other threads have made meanwhile was not there for all of it
        before = self._relieved[1] if self._relieved[0] is account else set()
        self._relieved = (account, before | looked_at - left)

    def adopt_new(self, account: Account) -> None:
        """The same for what was still under way, and has only now arrived where a fixture keeps it."""
        if any(id(suspect.resource) not in self._looked_at for suspect in self._suspects(account)):
            self.adopt(account)

    def claim(self, account: Account) -> None:
        """Give to ``account``, which is judged, what the pools of its open sessions hold of those judged after it.

        A fixture ends before its test does: what the test's requests have opened there goes away with the session.
        """
        roots = [(account, each.resource) for each in self._suspects(account) if each.record.kind == "session"]
        for other in list(self._accounts) if roots else ():
            if other is not account and not other.closed:
                give_to_holders(self._suspects(other), other, roots, self._panel.watch.ledger)

    def is_in_care(self, grown: Growth, account: Account) -> bool:
        """True where a pool has grown by what others answer for.

        That is open and a living fixture's, with which it ends; or it has been told as the leak of one that has ended.
        """
        new = None if grown.is_emitter else _pooled(grown)
        if new is None:
            return False
        theirs = {id(suspect.resource) for other in self._fixtures(account) for suspect in self._suspects(other)}
        relieved = self._relieved[1] if self._relieved[0] is account else set()
        records = (self._panel.watch.ledger.find(member) for member in new)
        theirs |= {each.key for each in records if each is not None and each.judged and each.account is not account}
        return all(id(member) in theirs or reaches([member], relieved) for member in new)

    def _others(self, account: Account) -> _Others:
        """The living fixtures, each with the objects that it answers for."""
        others: _Others = []
        for other, value in self._fixtures(account).items():
            others.append((other, value()))
            others += [(other, thing) for thing in other.at_hand() if not is_container(thing)]
            others += [(other, container) for container in other.closes_what_is_in()]
            others += [(other, suspect.resource) for suspect in self._suspects(other)]
        return others

    def _fixtures(self, account: Account) -> dict[Account, Callable[[], Any]]:
        return {
            other: value
            for other, value in self._accounts.items()
            if other is not account and not other.closed and other.owner.kind == "fixture"
        }

    def _adopt_made_by_factories(self, account: Account, suspects: list[Suspect]) -> None:
        """The same for what functions inside of fixtures have made, and what their workers have called to be made."""
        records = {id(suspect.resource): suspect.record for suspect in suspects}
        for other, value in self._fixtures(account).items():
            births = {mark: record.birth for mark, record in records.items()}
            asked_for = {mark for mark, record in records.items() if record.called_by is other}
            for mark in made_by_factory(other, births) | kept_by_caller(other, value, asked_for):
                self._panel.watch.ledger.adopt(records.pop(mark), other)

    def _adopt_released_by_calls(self, account: Account) -> None:
        """The same for what the functions close that the teardown of a fixture has been given to call."""
        records = {id(suspect.resource): suspect.record for suspect in self._suspects(account)}
        for other in self._fixtures(account) if records else ():
            for mark in other.released_by_calls(set(records)):
                self._panel.watch.ledger.adopt(records.pop(mark), other)

    def _adopt_descriptor(self, left: OpenDescriptor, others: _Others, account: Account) -> None:
        wanted, made = {id(left.file)}, {id(left.file): left.birth}
        for other, value in self._fixtures(account).items():
            asked_for = wanted if left.caller is other else set()
            kept = made_by_factory(other, made) or kept_by_caller(other, value, asked_for)
            if kept or other.released_by_calls(wanted):
                self._census.hand_over(left, other)
                return
        leads = led_to([root for _, root in others], wanted)
        for other, root in others if leads else ():
            if wanted & set().union(*held_by(root, wanted)):
                self._census.hand_over(left, other)
                return
        if kept_by_program(made) or kept_by_libraries(made):
            self._census.hand_over(left, self._program)

    def _suspects(self, account: Account) -> list[Suspect]:
        return self._panel.open_among(list(account.records.values()))


def give_to_holders(
    suspects: list[Suspect], account: Account, others: Iterable[tuple[Account, object]], ledger: Ledger
) -> None:
    """Give suspects to the living owner whose object holds them: a pool of a wider fixture, or its lazy attribute.

    ``others`` are the living owners and the objects they answer for: fixture values, and resources they made. What has
    been given to one of them is such a resource, too: a session takes the connections along that it keeps alive.
    """
    wanted = {id(suspect.resource): suspect for suspect in suspects}
    answering = list(others)
    first, leads = len(answering), _leading(answering, account, set(wanted))
    for at, (other, root) in enumerate(answering):
        if other is account or other.closed or not wanted:
            continue
        plain, pooled = held_by(root, set(wanted)) if at >= first or other in leads else (set(), set())
        plain = plain | ({id(root)} & wanted.keys())  # its teardown has it at hand, as a finalizer of the fixture's has
        given = {mark for mark in plain | pooled if mark in wanted and not _is_for(wanted[mark], root)}
        plain, pooled = plain - given, pooled - given
        if other.cleans_up:
            owned = {record.key for record in list(other.records.values()) if record.kind in _OPENED_BY_POOLS}
            plain |= pooled_by(root, {mark: suspect.record for mark, suspect in wanted.items()}, owned)
        for mark in plain | pooled:
            if mark not in wanted:
                continue
            record = wanted[mark].record
            inside = _is_nursery(root) and not has_first_party(record.sites)  # made by what runs in there
            if mark in plain or record.kind in _OPENED_BY_POOLS or inside:
                given_away = wanted.pop(mark)
                ledger.adopt(given_away.record, other)
                if given_away.record.kind in _CLOSABLE:  # a task leads to all that runs beside it
                    answering.append((other, given_away.resource))


def _leading(others: _Others, account: Account, wanted: set[int]) -> set[Account]:
    """Those of the other owners whose objects lead to any of ``wanted``; mostly there are none."""
    roots: dict[Account, list[object]] = {}
    for other, root in others if wanted else ():
        if other is not account and not other.closed:
            roots.setdefault(other, []).append(root)
    return {other for other, theirs in roots.items() if led_to(theirs, wanted)}


def _is_for(suspect: Suspect, root: object) -> bool:
    """False for a task that runs the user's code for somebody who has given it to the loop of another thread.

    Such as to a portal of a wider fixture: it is to be ended by who has started it, unless it runs a method of what is
    the fixture's.
    """
    record = suspect.record
    if record.kind != "task" or not record.is_given:
        return True
    users = [frame for frame in await_chain(coroutine_of(suspect.resource)) if is_users(frame.f_code)]
    if not users:
        return True
    served = users[0].f_locals.get("self")
    return served is not None and (served is root or id(served) in held_by(root, {id(served)})[0])


def _is_nursery(thing: object) -> bool:
    """True for what tasks of trio's live in; they end with it, and what they have opened should."""
    return type(thing).__name__ == "Nursery" and module_of(type(thing)).partition(".")[0] == "trio"


def _of_program(alive: Mapping[int, Suspect]) -> set[int]:
    """What of it is the whole program's: kept by a client made at import, or by a library for itself."""

    def births(is_meant: Callable[[Suspect], bool]) -> dict[int, Sites]:
        return {mark: each.record.birth for mark, each in alive.items() if is_meant(each)}

    tasks = births(lambda each: each.record.kind == "task" and not is_users(task_code(each.resource)))
    closable = set(births(lambda each: each.record.kind in _CLOSABLE))
    return (
        kept_by_program(births(may_be_kept))
        | workers_of_program(births(lambda each: each.record.kind in _WORKERS))
        | loops_of_program(births(lambda each: each.record.kind == "event loop"))
        | kept_by_libraries(births(lambda each: each.record.kind in _OF_LIBRARIES))
        | services_of_program(tasks, closable)
        | {mark for mark, each in alive.items() if is_service(each.resource, each.record.birth)}
    )


def _pooled(grown: Growth) -> list[Any] | None:
    """The latest members of a list or set, or of what its class only ends as a whole; None for other containers."""
    place, container = grown.place, grown.place.now()
    kind = plain_type(container)
    if dict in kind.__mro__ and place.names and ends_all_in(type(place.holder()), place.names[-1]):
        return list(dict.values(container))[grown.before - grown.after :]
    if kind not in _UNKEYED:
        return None
    return list(container)[0 if kind is set else grown.before - grown.after :]


def _is_beside(other: Account, account: Account) -> bool:
    """True for a fixture with a teardown of the user's that ends with the same node; looking further costs."""
    owner = other.owner
    same = (owner.scope, owner.nodeid) == (account.owner.scope, account.owner.nodeid)
    return owner.kind == "fixture" and same and other.puts_back and other.is_standing
