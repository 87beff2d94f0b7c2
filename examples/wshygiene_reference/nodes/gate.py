"""Admission where others have a say: the limits of sessions, users and addresses hold for all nodes together.

A slot of this node is taken first, at once, as without others; then the others are asked, with a deadline. While they
cannot be reached, the limits hold for this node alone, and that is said and counted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wshygiene_reference.admission import LimitExceeded
from wshygiene_reference.nodes.broker import Broker, BrokerUnavailable, Demand, Refusal, Tokens
from wshygiene_reference.nodes.buckets import LocalBuckets

if TYPE_CHECKING:
    from wshygiene_reference.admission import AdmissionController
    from wshygiene_reference.config import ManagerConfig
    from wshygiene_reference.identity import Identity
    from wshygiene_reference.nodes.config import NodeConfig


@dataclass(eq=False)
class ConnectingTooFast(LimitExceeded):
    """Too many new connections of one user or address in a short time."""

    rate: float = 0.0

    def __str__(self) -> str:
        return f"limit of {self.rate:g} new connections a second reached ({self.limit})"


class ClusterGate:
    """Asks ``broker`` about everybody whom ``admission`` would let in."""

    def __init__(
        self, admission: AdmissionController, limits: ManagerConfig, config: NodeConfig, broker: Broker
    ) -> None:
        self._admission = admission
        self._config = config
        self._broker = broker
        self._buckets = LocalBuckets()
        self._allowed = {
            "ip": limits.max_connections_per_ip,
            "session": limits.max_connections_per_session,
            "user": limits.max_connections_per_user,
        }
        #: Connections that were let in without asking anybody.
        self.alone = 0

    async def __call__(self, ip: str, identity: Identity) -> None:
        """Return for those who may come in. Raises ``LimitExceeded``."""
        keys = {"ip": ip, "session": identity.session, "user": identity.user}
        # What this node holds now includes the one who asks; who asks later has a higher number.
        demands = [
            Demand(kind, key, self._admission.in_use(kind, key), self._allowed[kind]) for kind, key in keys.items()
        ]
        tokens = self._tokens(ip, identity.user)
        try:
            refusal = await self._broker.admit(demands, tokens)
            self._buckets.forget_full(asyncio.get_running_loop().time())  # those of a time without the others
        except BrokerUnavailable:
            refusal = self._decide_alone(tokens)
        if refusal is not None:
            raise self._limit(refusal)

    def _tokens(self, ip: str, user: str) -> list[Tokens]:
        rate, burst = self._config.connection_rate, self._config.connection_burst
        return [] if rate is None else [Tokens("ip", ip, rate, burst), Tokens("user", user, rate, burst)]

    def _decide_alone(self, tokens: list[Tokens]) -> Refusal | None:
        """The limits of this node were asked already; what is left are the rates."""
        now = asyncio.get_running_loop().time()
        for each in tokens:
            if not self._buckets.take(each, now):
                return Refusal(each.kind, None)
        self.alone += 1
        return None

    def _limit(self, refusal: Refusal) -> LimitExceeded:
        allowed = self._allowed[refusal.kind]
        if refusal.used is None:
            return ConnectingTooFast(refusal.kind, 0, allowed, self._config.connection_rate or 0.0)
        return LimitExceeded(refusal.kind, refusal.used, allowed)
