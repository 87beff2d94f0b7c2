"""What to try, told from the figures of the moment: each hint names the figure that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wshygiene_reference.admission import LIMITS
from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.dashboard.growth import Level
from wshygiene_reference.dashboard.overview import Overview
from wshygiene_reference.dashboard.wording import REFUSED, number, size, span

#: Seconds after which it is remarkable that nobody has ever connected.
LONELY = 120
#: Ends within the last hour that are enough to tell what most of them were, and the part that is "many".
ENOUGH, MANY = 10, 0.3
#: Mean seconds for an answer, and seconds that the event loop is late, from which on clients notice.
SLOW, LATE = 0.25, 0.2


@dataclass(frozen=True, slots=True)
class Hint:
    """``topic`` is memory, connections or performance; ``because`` the figure, ``advice`` what to try."""

    topic: str
    because: str
    advice: str


def hints(overview: Overview) -> list[Hint]:
    """Everything that may help now; empty when nothing stands out."""
    return [hint for rule in RULES for hint in rule(overview, overview.manager.config)]


def _memory(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    growth, percent = overview.growth, overview.memory.percent
    is_short = percent >= config.memory_alert_percent
    if not is_short and growth.level not in (Level.WATCH, Level.BAD):
        return
    because = (
        f"The machine's memory is {percent:.0f} % full"
        if is_short
        else f"Memory grows by {number(growth.rate, 1)} MB/h"
    )
    if overview.stale:
        yield Hint(
            "memory",
            f"{because}, and {number(overview.stale)} connections have gone silent.",
            "Clean up now; a shorter `heartbeat_interval` "
            f"(now {span(config.heartbeat_interval)}) would find such peers sooner.",
        )
    if config.stale_after is None or config.max_lifetime is None:
        yield Hint("memory", f"{because}, and connections may stay for ever.", "Set `stale_after` and `max_lifetime`.")
    elif is_short:
        yield Hint(
            "memory",
            f"{because}.",
            f"Lower `max_connections` (now {number(config.max_connections)}), or let idle ones go sooner: "
            f"`stale_after` is {span(config.stale_after)}, `max_lifetime` {span(config.max_lifetime)}.",
        )
    else:
        yield Hint(
            "memory",
            f"{because} with {number(overview.survey.total)} connections.",
            "Compare the two plots: if connections stay level while memory climbs, something is kept after they end.",
        )


def _held_back(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    if overview.survey.waiting_bytes > 64 * config.outbox_bytes:
        yield Hint(
            "memory",
            f"{size(overview.survey.waiting_bytes)} wait in outboxes for {number(overview.survey.waiting_for)} peers.",
            f"Lower `outbox_bytes` (now {size(config.outbox_bytes)}), or let values conflate (`outbox_policy`).",
        )


def _nobody(overview: Overview, _: ManagerConfig) -> Iterator[Hint]:
    if overview.uptime > LONELY and not overview.manager.counters.connections_opened:
        yield Hint(
            "connections",
            f"Nobody has connected for {span(overview.uptime)}.",
            "Check that clients use the right address and port, and that a proxy in between passes on the headers "
            "Upgrade and Connection.",
        )


def _ends(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    """What most of the last hour's connections ended with."""
    by_code = dict(overview.endings.by_code)
    total = sum(by_code.values())
    if total < ENOUGH:
        return
    advice = {
        CloseCode.ABNORMAL: "A proxy may cut idle connections: its time-out must be longer than `heartbeat_interval` "
        f"({span(config.heartbeat_interval)}).",
        CloseCode.UNAUTHENTICATED: "Check the tokens that clients send, and whether they expire.",
        CloseCode.IDLE: f"Clients that only listen need a longer `stale_after` (now {span(config.stale_after)}).",
        CloseCode.TOO_SLOW: "These peers read too slowly: send less, or let values conflate (`outbox_policy`).",
        CloseCode.TOO_FAST: f"A client may be in a loop; `message_rate` is {config.message_rate:g} messages/s.",
        CloseCode.INTERNAL_ERROR: "A handler fails: its traceback is in the log.",
    }
    for code, text in advice.items():
        count = by_code.get(code, 0)
        if count >= ENOUGH / 2 and count > MANY * total:
            yield Hint("connections", f"{number(count)} of the last {number(total)} ended with {int(code)}.", text)


def _more_ends(overview: Overview, _: ManagerConfig) -> Iterator[Hint]:
    ends = overview.endings
    if ends.are_increased:
        yield Hint(
            "connections",
            f"{number(ends.recent, 1)} connections a minute end, where {number(ends.usual, 1)} did before.",
            "If a new version has just been deployed, look at the close codes and at the log of errors.",
        )


def _refused(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    settings = {"server": "max_connections", "handshakes": "max_handshakes"}
    other = {
        "token": "Somebody guesses tokens, or a client has an old one.",
        "origin": "A page elsewhere connects: `--origin` names those that may. A proxy has to pass on `Host`.",
    }
    for reason, count in overview.manager.admission.refused.items():
        if count < ENOUGH:
            continue
        refused = f"{number(count)} connections were refused:"
        setting = settings.get(reason, f"max_connections_per_{reason}")
        if reason in LIMITS:
            todo = f"Raise `{setting}` (now {number(getattr(config, setting))}), or find who opens so many."
            yield Hint("connections", f"{refused} the {REFUSED[reason]} was reached.", todo)
        elif reason in other:
            yield Hint("connections", f"{refused} {REFUSED[reason]}.", other[reason])


def _slow(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    response = overview.manager.counters.response_time
    if response.count >= ENOUGH and response.mean > SLOW:
        yield Hint(
            "performance",
            f"Answers take {response.mean * 1000:.0f} ms on average.",
            "Look for handlers that wait for a database or block the loop; give slow work to a pool or a queue.",
        )
    if overview.rates.late is not None and overview.rates.late > LATE:
        yield Hint(
            "performance",
            f"The event loop is {overview.rates.late * 1000:.0f} ms late.",
            "Something blocks it: run with PYTHONASYNCIODEBUG=1 to see what, or spread clients over more processes.",
        )
    if overview.manager.sweeper.leaked:
        yield Hint(
            "performance",
            f"Clean-ups have found {number(overview.manager.sweeper.leaked)} things that should have been gone.",
            f"Please report it; until then a shorter `sweep_interval` (now {span(config.sweep_interval)}) helps.",
        )


def _dropped(overview: Overview, config: ManagerConfig) -> Iterator[Hint]:
    counts = overview.manager.outbox_counts
    if counts.dropped >= ENOUGH and counts.dropped > counts.sent / 100:
        yield Hint(
            "performance",
            f"{number(counts.dropped)} messages were dropped, {number(counts.sent)} were sent.",
            f"Peers read more slowly than is sent: `outbox_policy` is {config.outbox_policy}, "
            f"`outbox_messages` {number(config.outbox_messages)}.",
        )


RULES: tuple[Callable[[Overview, ManagerConfig], Iterator[Hint]], ...] = (
    _memory,
    _held_back,
    _nobody,
    _more_ends,
    _ends,
    _refused,
    _slow,
    _dropped,
)
