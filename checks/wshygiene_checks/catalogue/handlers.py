"""WSH1xx: handlers and subscriptions that nobody takes back."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH100",
    name="listener-outlives-owner",
    summary="A listener or subscription is still registered after the scope that registered it has ended.",
    family="handlers",
    side="run-time",
    leads_to=None,
    kinds=("listener", "subscription"),
)

RULES = (
    OUTCOME,
    OUTCOME.cause(
        "WSH101",
        "listener-not-removed",
        "A handler is registered on an emitter that lives longer than its owner, and nothing removes it.",
        ("listener", "retained"),
    ),
    OUTCOME.cause(
        "WSH102",
        "disposer-dropped",
        "A call returns the function that undoes it, and the caller throws that function away.",
        ("subscription", "listener"),
    ),
    OUTCOME.cause(
        "WSH103",
        "disposer-never-read",
        "The handle that would end a subscription is stored, but no code ever uses it.",
        ("subscription", "listener"),
    ),
    OUTCOME.cause(
        "WSH104",
        "asymmetric-registration",
        "Sibling registrations are tied to an owner that removes them; this one is not.",
        ("listener", "subscription"),
    ),
    OUTCOME.cause(
        "WSH105",
        "handler-identity-mismatch",
        "The removal names another function object or event than the registration, so it removes nothing.",
        ("listener",),
    ),
    OUTCOME.cause(
        "WSH106",
        "register-in-hot-path",
        "A handler is registered anew on every connection, reconnection or message.",
        ("listener",),
    ),
    OUTCOME.cause(
        "WSH107",
        "weak-signal-temporary",
        "A temporary function is connected to a signal that holds it weakly, so it is gone before it is called.",
        (),  # it dies too early instead of living too long: no leak will ever be explained by it
    ),
    OUTCOME.cause(
        "WSH108",
        "strong-pin",
        "What is registered with `atexit` or for forks, or a finalizer of its own object, keeps that object for ever.",
        ("listener", "retained"),
    ),
    OUTCOME.cause(
        "WSH109",
        "fd-callback-leak",
        "A reader or writer callback stays on the event loop after its file descriptor is closed.",
        ("listener", "descriptor"),
    ),
    OUTCOME.cause(
        "WSH110",
        "log-handler-leak",
        "Each instance or connection adds a logging handler that nothing removes and closes.",
        ("listener", "descriptor"),
    ),
    OUTCOME.cause(
        "WSH111",
        "late-binding-handler",
        "Handlers that a loop defines read its variable when they are called: all of them serve the last one.",
        ("listener", "retained"),
    ),
)
