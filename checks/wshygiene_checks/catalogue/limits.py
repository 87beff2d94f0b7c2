"""WSH5xx: limits switched off, peers nobody checks on, shutdowns that wait for ever, locks never let go."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH500",
    name="lock-outlives-owner",
    summary="A lock or semaphore is still held after the scope that acquired it has ended.",
    family="limits, heartbeat and shutdown",
    side="run-time",
    leads_to=None,
    kinds=("lock",),
)

RULES = (
    OUTCOME,
    OUTCOME.cause(
        "WSH501",
        "heartbeat-never-stopped",
        "A heartbeat loop is never cancelled and never checks whether the connection is still open.",
        ("task", "timer"),
        leads_to="WSH200",
    ),
    OUTCOME.cause(
        "WSH502",
        "no-liveness",
        "Nothing notices a dead peer: no pings, no heartbeat, no receive timeout.",
        ("connection",),
        leads_to="WSH400",
    ),
    OUTCOME.cause(
        "WSH503",
        "limit-disabled",
        "The library's own limit on message size, queue length or time is switched off.",
        ("growth", "connection"),
        leads_to="WSH300",
    ),
    OUTCOME.cause(
        "WSH504",
        "unbounded-shutdown-await",
        "Shutdown waits for a peer or task without a time limit.",
        ("server", "connection", "task"),
        leads_to="WSH400",
    ),
    OUTCOME.cause(
        "WSH505",
        "spin-after-disconnect",
        "A receive loop swallows the disconnect and tries to receive again at once, without end.",
        ("task",),
        leads_to="WSH200",
    ),
    OUTCOME.cause(
        "WSH506",
        "reconnect-unbounded",
        "A reconnect loop tries again at once, without any pause, for as long as the peer is away.",
        ("task", "connection"),
        leads_to="WSH200",
    ),
    OUTCOME.cause(
        "WSH507",
        "broadcast-over-live-set",
        "A broadcast awaits while it iterates over a set of connections that may change meanwhile.",
        ("connection", "registry"),
        leads_to="WSH400",
    ),
    OUTCOME.cause(
        "WSH508",
        "dead-peer-kept",
        "A broadcast ignores a failed send, and nothing takes the connection out that is gone.",
        ("registry", "retained", "connection"),
        leads_to="WSH300",
    ),
)
