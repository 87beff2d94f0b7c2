"""From open resources to leaks a person can act on: born where, doing what, held by whom, released how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pytest_wshygiene.census.descriptors import OpenDescriptor
from pytest_wshygiene.census.files import called
from pytest_wshygiene.census.growth import Growth
from pytest_wshygiene.census.handlers import handlers_among
from pytest_wshygiene.census.listeners import Heard
from pytest_wshygiene.census.registries import Registry
from pytest_wshygiene.census.tokens import shown
from pytest_wshygiene.evidence.alone import kept_by, told_alone
from pytest_wshygiene.evidence.holders import HolderSearch
from pytest_wshygiene.evidence.makers import closed_by, closed_by_maker
from pytest_wshygiene.evidence.parts import (
    other_side,
    own_parts,
    parts_of,
    release_in_its_thread,
    release_through_task,
    release_through_thread,
    release_with_its_task,
    waking,
)
from pytest_wshygiene.evidence.releasing import release_of
from pytest_wshygiene.evidence.source_rules import source_rules
from pytest_wshygiene.evidence.taking_off import take_off
from pytest_wshygiene.evidence.zombies import Zombie
from pytest_wshygiene.grouping.far_ends import birth_of
from pytest_wshygiene.grouping.joining import Group, blocked, example_of, runs_users
from pytest_wshygiene.model import CROSSING, KINDS, Leak, Line, Owner
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import Site, tell
from pytest_wshygiene.probes.base import Look
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.registrations import registered_at
from pytest_wshygiene.probes.steady import steady_target
from pytest_wshygiene.probes.tasks import futures_of
from pytest_wshygiene.references.callees import for_callee
from pytest_wshygiene.references.methods import CANCELS
from pytest_wshygiene.references.naming import Chain
from wshygiene_checks.catalogue import run_time_code
from wshygiene_checks.finding import fingerprint

#: Lines of a birth kept for the report, new entries named one by one.
MOST_LINES, MOST_ENTRIES = 6, 4
#: What there is to do besides for a connection that waits until its peer reads: closing it waits for that as well.
_ABORT = "; with a deadline, since that waits for the peer to read, and after it `transport.abort()`"
_CANCEL_FUTURE = "keep the future that you are given for it; at the end `future.cancel()`"
_WHERE = " where the connection ends, in a `finally`"
_TAKE_OUT = f"take it out{_WHERE}"
_TAKE_OFF = f"take the handler off{_WHERE}"
_KEPT: dict[str, str] = {
    "cache": "is kept by an unbounded cache",
    "reachable": "is still reachable",
    "cycle": "is kept only by a reference cycle",
    "traceback": "is kept by the traceback of an exception",
}
_ZOMBIE_RULES: dict[str, tuple[str, ...]] = {
    "cache": ("WSH307",),
    "reachable": ("WSH302",),
    "cycle": (),
    "traceback": (),
}
_NO_HOLDERS = frozenset({"listener", "descriptor", "registry"})
#: What objects of libraries make for themselves, so that their user never sees it.
_MADE_INSIDE = frozenset({"socket", "event loop", "process", "executor", "server"})


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how the verdict was reached, for the wording: seconds waited, and what has ended the resource since.

    ``waited`` is 0 where it was not waited to the end, since nothing could happen any more.

    ``is_late``: everything had ended, and its owner long before.
    """

    waited: float = 0.0
    ended_by: str = ""
    is_late: bool = False

    def phrase(self, owner: Owner) -> str:
        """``0.5 s after tests/test_feed.py::test_open``."""
        if self.ended_by:
            return f"when the event loop of {owner} was closed"
        if self.is_late:
            return f"at the end of the run, left by {owner}"
        return f"{self.waited:g} s after {owner}" if self.waited else f"at the end of {owner}"


class Evidence:
    """Turns groups of suspects into leaks; paths of the object graph are kept for drawing."""

    def __init__(self, panel: Panel, root: str) -> None:
        self._panel = panel
        self.root = root
        self.chains: dict[str, Chain] = {}
        self._drawn: Counter[str] = Counter()
        self.keep_chains = False

    def leaks(self, groups: Iterable[Group], moment: Moment, everything: Iterable[Record]) -> list[Leak]:
        """One leak for each group, those of one shape folded together."""
        told = [(made, self._panel.look(made.whole)) for made in groups]
        targets = [_target(made.whole) for made, _ in told]
        hidden = [part.resource for made, _ in told for part in own_parts(made)]
        search = HolderSearch(targets, self.root, hidden=hidden)
        paths = search.run() if targets else {}
        alone = told_alone(targets, paths, self.root)
        found = []
        chains: dict[str, Chain] = {}
        for index, (made, look) in enumerate(told):
            path = _to_handle(made, paths[index]) if index in paths and index not in alone else None
            nobody = alone.get(index) or self._nobody(made, search.spent, search.went_on(index))
            if index in alone:
                kept = kept_by(targets[index], birth_of(made.whole, everything))
                look = replace(look, release=kept or f"keep the thread; at the end {look.release}")
            leak = self._leak(made, look, search, path, nobody, moment, everything)
            if path and self.keep_chains:
                known = {each.key: each for each in everything}
                chain = search.chain(path, known, made.whole.record.account)
                chains.setdefault(leak.fingerprint, chain._replace(title=leak.summary, parts=leak.parts))
            found.append(leak)
        for name, chain in chains.items():
            self._keep(name, chain)
        return found

    def _keep(self, name: str, chain: Chain) -> None:
        """Remember a path for drawing, under the fingerprint of its leak; that of another test gets a number."""
        self._drawn[name] += 1
        self.chains[f"{name}-{self._drawn[name]}" if self._drawn[name] > 1 else name] = chain

    def dropped(self, record: Record, look: Look) -> Leak:
        """A leak that was seen while the resource died."""
        kind = look.kind or record.kind
        owner = record.account.owner
        summary = f"{look.summary} in {owner}."
        look = replace(look, state="; ".join([look.state, *example_of(record)]))
        return self.build(kind, look, summary, owner, record.birth, ("nobody: it was dropped",), ())

    def zombie(self, found: Zombie) -> Leak:
        """A closed connection that does not die; whether others will be kept in the same place, is not known of all."""
        record, owner = found.record, found.record.account.owner
        name, kept = f"a closed `{found.name}`", _KEPT[found.grade]
        kind = record.kind if found.grade == "cycle" else "retained"
        look = Look(found.subject, f"{name} {kept}", f"closed, {kept}", found.release)
        summary = f"{look.summary} after {owner}."
        leak = self.build(kind, look, summary, owner, record.birth, (found.holder,), ())
        leak = replace(leak, grade=found.grade, suspects=(found.span,), rules=_ZOMBIE_RULES[found.grade])
        if self.keep_chains and summary not in {chain.title for chain in self.chains.values()}:  # by a rerun
            self._keep(leak.fingerprint, found.chain._replace(title=leak.summary))
        is_certain = found.grade in ("cache", "cycle")
        return leak if is_certain else leak.judged("unconfirmed", "it may be the only one that is ever kept there")

    def grown(self, registry: Registry, tokens: list[Hashable], owner: Owner, moment: Moment) -> Leak:
        """A declared container or emitter that an owner left larger than it was."""
        kind = "listener" if registry.is_emitter else "registry"
        handlers = [] if registry.is_emitter else handlers_among(registry.container, tokens)
        new = handlers or tokens
        added = ", ".join(_entry(token) for token in new[:MOST_ENTRIES])
        more = f" and {len(new) - MOST_ENTRIES} more" if len(new) > MOST_ENTRIES else ""
        before, after, is_inside = registry.growth(tokens)
        growth = f"{before} -> {after}"
        things = "listeners" if registry.is_emitter else "entries inside" if is_inside else "entries"
        name = registry.subject or registry.name
        example = registry.example_of(tokens)
        made_in = f"; made in example {example}" if example else ""
        sites = registry.birth_of(tokens)
        look = Look(
            subject=name,
            summary=f"`{name}` grew {growth}",
            state=f"{growth} {things}, new: {'handler ' if handlers else ''}{added}{more}{made_in}",
            release=_TAKE_OFF if handlers or registry.is_emitter else _TAKE_OUT,
        )
        holders = (registry.name,)
        summary = f"{look.summary} and was still so {moment.phrase(owner)}."
        leak = self.build(kind, look, summary, owner, sites, holders, ())
        if handlers:
            leak = replace(leak, rules=source_rules("listener", registry.name, leak.birth, name))
        call = take_off(*registry.around(), sites) if handlers or registry.is_emitter else ""
        return replace(leak, release=f"`{call}`{_WHERE}") if call else leak

    def discovered(self, grown: Growth, owner: Owner, moment: Moment) -> Leak:
        """A container that nobody declared; whether it is a leak, only another run of its owner can tell."""
        place, growth = grown.place, f"{grown.before} -> {grown.after}"
        things, name = ("listeners", place.emitter) if grown.is_emitter else ("entries", place.path)
        summary = f"`{name}` grew {growth} and was still so {moment.phrase(owner)}."
        look = Look(name, summary, f"{growth} {things}", _TAKE_OFF if grown.is_emitter else _TAKE_OUT)
        return self.build(grown.kind, look, summary, owner, (), (place.path,), ()).judged("unconfirmed")

    def descriptor(self, left: OpenDescriptor, owner: Owner, moment: Moment) -> Leak:
        """A descriptor that was opened in an owner's window and that nothing recorded accounts for."""
        subject = steady_target(left.target, self.root)
        advice = "`os.close(descriptor)`" if left.birth else "close what is behind it"
        cls = type(left.file)
        if callable(getattr(cls, "aclose", None)):
            advice = "`await stream.aclose()`, or `async with` around its use"
        elif callable(getattr(cls, "close", None)):
            closes_itself = hasattr(cls, "__enter__") and not hasattr(cls, "commit")  # that ends a transaction alone
            advice = f"`{called(cls)}.close()`" + ", or `with` around its use" * closes_itself
        look = Look(subject, f"descriptor {left.number} was still open", left.target, advice)
        summary = f"{look.summary} {moment.phrase(owner)}."
        search = HolderSearch([left.file], self.root) if left.file is not None else None
        path = search.run().get(0) if search is not None else None
        holder = search.told(path) if search is not None and path else "unknown: a bare number"
        leak = self.build("descriptor", look, summary, owner, left.birth, (holder,), ())
        if search is None or not path:
            return leak
        through = search.release(look.release, path, left.birth) or search.release_untyped(look.release, path)
        return replace(leak, release=through or leak.release)

    def _leak(
        self,
        made: Group,
        look: Look,
        search: HolderSearch,
        path: list[Any] | None,
        nobody: str,
        moment: Moment,
        everything: Iterable[Record],
    ) -> Leak:
        record = made.whole.record
        shown = path if record.kind not in _NO_HOLDERS else None
        owner = record.account.owner
        parts = (*other_side(made, self._panel, everything), *parts_of(made, self._panel))
        holders = (search.told(shown) if shown else nobody,)
        look = waking(made, look)
        if record.kind == "task" and record.is_given:  # it must not be cancelled from outside of its thread
            look = replace(look, release=_CANCEL_FUTURE)
        if moment.ended_by and record.kind == "task":
            look = replace(look, state=f"{look.state}; {moment.ended_by}")
        look = replace(look, state="; ".join([look.state, *blocked(made), *example_of(record)]))
        kind = look.kind or record.kind
        summary = f"{look.summary} {moment.phrase(owner)}."
        sites = birth_of(made.whole, everything)
        leak = self.build(kind, look, summary, owner, sites, holders, parts)
        through = release_through_task(made) or (search.release(look.release, shown, record.birth) if shown else "")
        in_its_thread = release_in_its_thread(made, self._panel, through)
        if in_its_thread and "`await " in through:
            through = in_its_thread
        through = through or release_through_thread(made) or release_with_its_task(made) or in_its_thread
        if made.maker is not None and shown and not through:
            through = search.release(_by_maker(made, sites), shown, record.birth)
        through = through or (search.release_untyped(look.release, shown) if shown else "")
        if look.release == (through or leak.release):  # nothing to type leads to it
            through = _by_maker(made, sites) or through
        leak = replace(leak, release=f"{through or leak.release}{_ABORT if look.unread else ''}")
        if not shown:
            return leak
        known = {each.key: each for each in everything}
        return replace(leak, suspects=(search.suspect(shown, known, record.account),))

    def _nobody(self, made: Group, spent: bool, went_on: bool) -> str:
        """What is said of a resource to which there is no path."""
        record = made.whole.record
        if went_on:
            return "only the event loop, in another thread, where it ran on during the search"
        if record.kind in _NO_HOLDERS:
            return registered_at(record())
        if spent:
            return "unknown: the search for holders has spent its budget"
        threads = [part for part in made.parts if part.record.kind == "thread" and record.kind != "thread"]
        if threads:
            thread = min(threads, key=lambda part: not runs_users(part))
            return f"nobody but the thread for `{self._panel.look(thread).subject}`, a part of it"
        own = for_callee(record()) if record.kind == "task" else ""
        return f"nobody but its own reference cycle, or a running frame{own}"

    def line(self, sites: tuple[Site, ...]) -> Line | None:
        """The first line of the user's that is among recorded frames."""
        lines = tell(sites, self.root)
        return lines[0] if lines else None

    def build(
        self,
        kind: str,
        look: Look,
        summary: str,
        owner: Owner,
        sites: tuple[Site, ...],
        holders: tuple[str, ...],
        parts: tuple[str, ...],
        code: str = "",
    ) -> Leak:
        """A leak of ``sites`` and the words for it; ``code`` where it is not that of its kind."""
        birth = tell(sites, self.root)[:MOST_LINES]
        place = birth[0] if birth else Line(owner.path, owner.line, owner.fixture or owner.nodeid.rpartition("::")[2])
        code = code or run_time_code(kind if kind in KINDS else "socket")  # somebody's own kind is a resource, too
        return Leak(
            code=code,
            kind=kind,
            summary=summary if summary[0] == "`" or code == CROSSING else summary[0].upper() + summary[1:],
            owner=owner,
            birth=birth,
            state=look.state,
            holders=holders,
            rules=source_rules(kind, holders[0], birth, look.subject) if code != CROSSING else (),
            release=release_of(look.release, holders[0]),
            parts=parts,
            subject=look.subject,
            fingerprint=fingerprint(code, place.path, place.function, f"{kind} {look.subject}"),
        )


def _by_maker(made: Group, sites: tuple[Site, ...]) -> str:
    """The advice for what an object of a library has made for the user's line; "" for everything else."""
    if made.maker is not None:
        return closed_by(made.maker, *CANCELS.get(made.whole.record.kind, ()))
    return closed_by_maker(sites) if made.whole.record.kind in _MADE_INSIDE else ""


def _entry(token: Hashable) -> str:
    return str(token) if type(token) is Heard else shown(token)


def _to_handle(made: Group, path: list[Any]) -> list[Any]:
    """The path as far as to what the user has for it: a task on another thread's loop is cancelled by its future."""
    record = made.whole.record
    futures = futures_of(made.whole.resource) if record.kind == "task" and record.is_given else []
    ends = (at for at, thing in enumerate(path) if any(thing is future for future in futures))
    return path[: next(ends, len(path)) + 1]


def _target(suspect: Suspect) -> Any:
    resource = suspect.resource
    return resource.lock() if suspect.record.kind == "lock" else resource
