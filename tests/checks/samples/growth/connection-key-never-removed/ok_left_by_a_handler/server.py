# It does so for every connection.
async def handler(rooms, websocket):
    room = rooms.get(websocket)
    room.enter(websocket)
    try:
        async for text in websocket:
            await websocket.send(text)
    finally:
        room.quit(websocket)
