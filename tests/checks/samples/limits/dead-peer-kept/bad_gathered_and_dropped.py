# All sends are waited for at once, and nobody looks at what became of them.
import asyncio


class Board:
    def __init__(self):
        self.watchers = {}

    def on_message(self, websocket, message):
        if message["kind"] == "watch":
            self.watchers[message["name"]] = websocket
        if message["kind"] == "unwatch":
            self.watchers.pop(message["name"], None)

    async def update(self, price):
        await asyncio.gather(
            *[watcher.send_json(price) for watcher in self.watchers.values()],  # expect: WSH508 medium
            return_exceptions=True,
        )


async def feed(board: Board, websocket):
    while True:
        board.on_message(websocket, await websocket.receive_json())
