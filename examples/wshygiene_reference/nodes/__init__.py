"""Several managers as one: rooms, presence, typing, limits and rates over all nodes.

Nothing here imports Redis; ``wshygiene_reference.nodes.redis_node`` does, for those who name a server.
"""

from __future__ import annotations

from wshygiene_reference.nodes.broker import Broker, BrokerUnavailable
from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.nodes.memory_broker import MemoryBroker, MemoryHub
from wshygiene_reference.nodes.node import Node

__all__ = ["Broker", "BrokerUnavailable", "MemoryBroker", "MemoryHub", "Node", "NodeConfig"]
