"""WSH4xx: connections, servers and whatever else must be closed."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH400",
    name="connection-outlives-owner",
    summary="A connection, or another resource that must be closed, is still open after its owner has ended.",
    family="connections and lifecycle",
    side="run-time",
    leads_to=None,
    kinds=("connection", "server", "session", "socket", "executor", "process", "event loop", "descriptor"),
)

RULES = (
    OUTCOME,
    OUTCOME.cause(
        "WSH401",
        "resource-not-closed",
        "A connection, session or client is opened locally, and at least one way out leaves it open.",
        ("connection", "session", "socket", "process", "event loop", "descriptor"),
    ),
    OUTCOME.cause(
        "WSH402",
        "owner-without-close",
        "A resource that must be closed is kept in an attribute, and no method closes it.",
        ("connection", "session", "socket", "server", "executor"),
    ),
    OUTCOME.cause(
        "WSH403",
        "teardown-incomplete",
        "A teardown releases some of what its class owns and forgets this one.",
        ("connection", "session", "socket", "server", "executor", "process", "task", "timer"),
    ),
    OUTCOME.cause(
        "WSH404",
        "constructor-leak",
        "A constructor opens a resource and can still fail before anyone owns it.",
        ("connection", "socket", "descriptor"),
    ),
    OUTCOME.cause(
        "WSH405",
        "session-per-message",
        "A session, client or pool is built again for every message or request.",
        ("session", "connection"),
    ),
    OUTCOME.cause(
        "WSH406",
        "reconnect-leaks-previous",
        "Reconnecting replaces the stored connection without closing the one before.",
        ("connection", "task"),
    ),
    OUTCOME.cause(
        "WSH407",
        "subscription-not-left",
        "A group, channel or consumer is joined and not left when the connection ends.",
        ("subscription", "registry"),
        leads_to="WSH100",
    ),
    OUTCOME.cause(
        "WSH408",
        "server-not-shutdown",
        "A server, executor or scheduler is started, and nothing shuts it down.",
        ("server", "executor", "thread"),
    ),
    OUTCOME.cause(
        "WSH409",
        "startup-without-shutdown",
        "Application start-up acquires a resource, and application shutdown does not release it.",
        ("server", "session", "connection", "executor", "task"),
    ),
)
