"""Connections that a test gives a mock for a transport have nothing open, and the mock is asked for nothing."""

import asyncio
from unittest.mock import Mock

from websockets.asyncio.connection import Connection
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

MADE = []
CALLS = []


async def test_limits_are_set():
    connection = Connection(ClientProtocol(parse_uri("ws://localhost/")), write_limit=4096)
    transport = Mock(spec=asyncio.Transport)
    connection.connection_made(transport)
    transport.set_write_buffer_limits.assert_called_once()
    MADE.append(connection)
    CALLS.append((transport, len(transport.mock_calls)))


def test_nobody_else_has_called_it():
    for transport, calls in CALLS:
        assert len(transport.mock_calls) == calls
