# It is taken off and closed when the connection ends.
import logging

from websockets.asyncio.server import serve

LOG = logging.getLogger("chat")


async def handler(ws):
    follow = logging.StreamHandler(ws)
    LOG.addHandler(follow)
    try:
        async for message in ws:
            LOG.info(message)
    finally:
        LOG.removeHandler(follow)
        follow.close()


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
