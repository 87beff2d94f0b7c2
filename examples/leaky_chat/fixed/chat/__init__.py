"""A small chat over WebSocket: rooms, heartbeats, typing indicators, announcements, and a client that reconnects."""

from chat.client import ChatClient, who_is_online
from chat.server import ChatServer

__all__ = ["ChatClient", "ChatServer", "who_is_online"]
