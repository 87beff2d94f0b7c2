# The socket is closed behind the loop over it: not when the body of the loop raises, or the peer is lost.
import json

import websockets


async def prices(url, show):
    socket = await websockets.connect(url)  # expect: WSH401 medium
    async for message in socket:
        show(json.loads(message))
    await socket.close()
