"""Which node a manager becomes, if any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wshygiene_reference.nodes import MemoryBroker, Node
from wshygiene_reference.operation.config import OperationConfig

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager


def node_for(manager: WebSocketManager, config: OperationConfig) -> Node | None:
    """What makes ``manager`` one of several nodes, or counts rates on a single one; None where nobody asks for it."""
    if config.redis_url is not None:
        from wshygiene_reference.nodes.redis_node import RedisNode  # Redis is loaded only for those who name one

        return RedisNode(manager, config.redis_url, config.nodes)
    if config.node_connection_rate is not None or config.node_message_rate is not None:
        return Node(manager, MemoryBroker(), config.nodes)
    return None
