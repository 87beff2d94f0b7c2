"""The client: one task that keeps one connection, and subscriptions that survive it."""

from wshygiene_reference.client.backoff import Backoff
from wshygiene_reference.client.breaker import CircuitBreaker
from wshygiene_reference.client.client import WebSocketClient
from wshygiene_reference.client.state import ClientEvent, ClientState, ClientStats
from wshygiene_reference.client.subscription import Subscription

__all__ = [
    "Backoff",
    "CircuitBreaker",
    "ClientEvent",
    "ClientState",
    "ClientStats",
    "Subscription",
    "WebSocketClient",
]
