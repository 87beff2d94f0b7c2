# There is one game for all players, made where the server is: it notes every move of them all.
from websockets.asyncio.server import serve


class Game:
    def __init__(self):
        self._moves = []

    async def play(self, connection):
        async for move in connection:
            self._moves.append(move)  # expect: WSH306 medium
            await connection.send(str(len(self._moves)))


async def main():
    game = Game()
    async with serve(game.play, "", 7000) as server:
        await server.serve_forever()
