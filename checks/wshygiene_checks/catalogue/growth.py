"""WSH3xx: containers that gain entries and never lose them."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH300",
    name="registry-outgrows-owner",
    summary="A container, cache or reference still holds what an ended scope put there, or grows with every cycle.",
    family="growth",
    side="run-time",
    leads_to=None,
    kinds=("registry", "retained", "growth"),
)

RULES = (
    OUTCOME,
    OUTCOME.cause(
        "WSH301",
        "asymmetric-growth",
        "Teardown removes a key from one container and leaves it in its sibling.",
        ("registry", "retained"),
    ),
    OUTCOME.cause(
        "WSH302",
        "connection-key-never-removed",
        "An entry is stored under a key of the connection, and nothing ever deletes it.",
        ("registry", "retained"),
    ),
    OUTCOME.cause(
        "WSH303",
        "removal-not-guaranteed",
        "An entry is removed after the receive loop, but not when an exception ends the loop.",
        ("registry", "retained"),
    ),
    OUTCOME.cause(
        "WSH304",
        "task-collection-not-pruned",
        "Finished tasks stay in the collection that was meant to keep running ones alive.",
        ("registry", "retained"),
    ),
    OUTCOME.cause(
        "WSH305",
        "unbounded-producer-queue",
        "A receive loop or broadcast feeds a queue that has no upper limit.",
        ("growth", "retained"),
    ),
    OUTCOME.cause(
        "WSH306",
        "unbounded-history",
        "Every message is appended to a history that nothing trims.",
        ("registry", "growth"),
    ),
    OUTCOME.cause(
        "WSH307",
        "unbounded-cache",
        "A cache is keyed by values of requests or connections and never evicts.",
        ("retained", "registry", "growth"),
    ),
    OUTCOME.cause(
        "WSH308",
        "defaultdict-probe",
        "Merely reading a long-lived defaultdict under a key from outside adds an entry.",
        ("registry", "growth"),
    ),
    OUTCOME.cause(
        "WSH309",
        "empty-bucket-left",
        "The last member leaves its bucket, and the empty bucket stays in the map.",
        ("registry",),
    ),
    OUTCOME.cause(
        "WSH310",
        "connection-pinned",
        "A closure or bound method stored for the life of the application holds on to a connection.",
        ("retained", "connection"),
    ),
    OUTCOME.cause(
        "WSH311",
        "container-only-grows",
        "Events add to a long-lived container, and nothing in the project shrinks, bounds or replaces it.",
        ("registry", "growth"),
    ),
)
