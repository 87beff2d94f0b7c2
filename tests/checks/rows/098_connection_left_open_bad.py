# The connection is left open.
import websockets


async def fetch_once(url, query):
    ws = await websockets.connect(url)  # expect: WSH401
    await ws.send(query)
    answer = await ws.recv()
    return answer
