"""A manager as one of the nodes around a Redis server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.nodes.node import Node
from wshygiene_reference.nodes.redis_broker import RedisBroker

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager


class RedisNode(Node):
    """Makes ``manager`` one of the nodes that use the server at ``url``. Raises ``ConfigError`` for a wrong URL.

        async with manager, RedisNode(manager, "redis://127.0.0.1:6379"):
            await manager.start()

    Redis may be away when it starts, and at any time after that.
    """

    def __init__(self, manager: WebSocketManager, url: str, config: NodeConfig | None = None) -> None:
        super().__init__(manager, RedisBroker(url, config), config)
