# There is a game for each player, which ends with the connection: it may note every move.
from websockets.asyncio.server import serve


class Game:
    def __init__(self):
        self._moves = []

    def note(self, move):
        self._moves.append(move)
        return len(self._moves)


async def play(connection):
    game = Game()
    async for move in connection:
        await connection.send(str(game.note(move)))


async def main():
    async with serve(play, "", 7000) as server:
        await server.serve_forever()
