# The handler of each connection changes the dict that the handlers of the others iterate over.
CLIENTS = {}


async def handler(websocket):
    CLIENTS[websocket.id] = websocket
    try:
        async for message in websocket:
            for client in CLIENTS.values():  # expect: WSH507
                await client.send(message)
    finally:
        del CLIENTS[websocket.id]
