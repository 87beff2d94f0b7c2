# Fine: the handler enters each connection into a registry, over which another module pings.
import websockets

from ok_heartbeat_over_a_registry.registry import Registry

REGISTRY = Registry()


async def handle(ws):
    REGISTRY.enter(ws)
    try:
        async for message in ws:
            print(message)
    finally:
        REGISTRY.leave(ws)


async def main():
    async with websockets.serve(handle, "", 8765, ping_interval=None) as server:
        await server.serve_forever()
