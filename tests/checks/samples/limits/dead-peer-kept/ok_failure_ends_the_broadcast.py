# Fine for this rule: a failed send is no secret, it ends the broadcast.
PLAYERS = set()


async def play(websocket):
    PLAYERS.add(websocket)
    try:
        await websocket.wait_closed()
    finally:
        PLAYERS.remove(websocket)


async def tell(text):
    for player in PLAYERS.copy():
        await player.send(text)
