# Who is gone disappears from a weak set by itself, and of the last ten there are only ten.
import weakref
from collections import defaultdict, deque

from websockets.asyncio.server import broadcast, serve

MEMBERS = defaultdict(weakref.WeakSet)
RECENT = {}


async def handler(websocket):
    name = websocket.request.path
    MEMBERS[name].add(websocket)
    RECENT.setdefault(name, deque(maxlen=10)).append(websocket)
    try:
        async for text in websocket:
            broadcast(MEMBERS[name], text)
    finally:
        if not MEMBERS[name]:
            del MEMBERS[name]
            RECENT.pop(name, None)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
