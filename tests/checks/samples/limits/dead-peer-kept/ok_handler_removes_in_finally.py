# Fine: a broken connection ends its handler as well, which removes it.
CLIENTS = set()


async def handler(websocket):
    CLIENTS.add(websocket)
    try:
        async for text in websocket:
            await broadcast(text)
    finally:
        CLIENTS.discard(websocket)


async def broadcast(text):
    for client in list(CLIENTS):
        try:
            await client.send(text)
        except Exception:
            pass
