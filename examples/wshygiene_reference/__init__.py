"""A WebSocket server and client that leak nothing: code that the other two parts find nothing in.

    async with WebSocketManager(ManagerConfig()) as manager:
        await manager.start("127.0.0.1", 8765)

    async with WebSocketClient("ws://127.0.0.1:8765") as client:
        with client.subscribe("job:7", print): ...

``python -m wshygiene_reference --demo`` shows it at work.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from wshygiene_reference import _extra as _extra
from wshygiene_reference.client import WebSocketClient
from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.config import ConfigError, ManagerConfig, OverflowPolicy
from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.server import WebSocketManager
from wshygiene_reference.shutdown import DrainReport

__all__ = [
    "CloseCode",
    "ConfigError",
    "Credentials",
    "DrainReport",
    "Identity",
    "ManagerConfig",
    "OverflowPolicy",
    "WebSocketClient",
    "WebSocketManager",
]
