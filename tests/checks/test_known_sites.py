"""Places in published code whose verdict is known, each as a small sample: the leaks are found, the others silent."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from .test_samples import SAMPLES, reported


class Site(NamedTuple):
    """What stands there, the sample that stands for it, and the rule that must speak, or stay silent."""

    what: str
    sample: str
    code: str


LEAKS = (
    Site(
        "the handle that subscribe() returns is stored and never read",
        "disposer-never-read/bad_stored_and_forgotten",
        "WSH103",
    ),
    Site(
        "siblings hand on their disposer, this call drops it",
        "asymmetric-registration/bad_sibling_disposer_dropped",
        "WSH104",
    ),
    Site("a listener on an injected object that lives longer", "listener-not-removed/bad_injected_emitter", "WSH101"),
    Site("a stored task that no teardown cancels", "stored-task-not-cancelled/bad_teardown_forgets_one", "WSH202"),
    Site("devices keyed by what they send, never removed", "container-only-grows/bad_last_seen_by_message", "WSH311"),
    Site("a LoopingCall that is started and never stopped", "periodic-not-stopped/bad_looping_call", "WSH208"),
    Site("removal takes the entry of the sibling only", "asymmetric-growth/bad_second_index", "WSH301"),
    Site("groups under names that clients choose", "unbounded-cache/bad_get_or_create_by_message", "WSH307"),
    Site("a task that is started and dropped", "task-dropped/bad_message_handler", "WSH201"),
)

FINE = (
    Site(
        "signal handlers of a process that lives as long as its loop",
        "listener-not-removed/ok_signal_handlers",
        "WSH101",
    ),
    Site("a task that is run to its end elsewhere", "stored-task-not-cancelled/ok_run_to_its_end", "WSH202"),
    Site("an emitter and a listener that share one life", "listener-not-removed/ok_own_emitter", "WSH101"),
    Site("a registry that set-up fills", "container-only-grows/ok_setup_registry", "WSH311"),
    Site("keys from a loop over literals", "container-only-grows/ok_constant_keys", "WSH311"),
    Site("a task handed to the framework as progress", "stored-task-not-cancelled/ok_handed_on_as_progress", "WSH202"),
    Site("a task that clears itself", "stored-task-not-cancelled/ok_bounded", "WSH202"),
    Site("a wrapper that keeps the task", "task-dropped/ok_tracking_wrapper", "WSH201"),
    Site("an owner that lives for one serialisation", "container-only-grows/ok_short_lived_owner", "WSH311"),
    Site("a call in the next turn of the loop", "timer-handle-dropped/ok_next_turn_of_the_loop", "WSH203"),
    Site("a timer without delay", "stored-timer-not-cancelled/ok_zero_delay", "WSH209"),
    Site(
        "a timer that the base class cancels",
        "stored-timer-not-cancelled/ok_cancelled_by_a_helper_of_teardown",
        "WSH209",
    ),
)


def codes(site: Site) -> set[str]:
    (sample,) = [path for path in SAMPLES.glob(f"*/{site.sample}*") if path.stem == site.sample.partition("/")[2]]
    return {what.partition(" ")[0] for _, _, what in reported(sample)}


@pytest.mark.parametrize("site", LEAKS, ids=lambda site: site.sample)
def test_a_known_leak_is_found(site: Site) -> None:
    assert site.code in codes(site), site.what


@pytest.mark.parametrize("site", FINE, ids=lambda site: site.sample)
def test_what_is_known_to_be_fine_stays_silent(site: Site) -> None:
    assert site.code not in codes(site), site.what
