# Reading makes an entry for every name that somebody asks for; the mapping had a local name before it was kept.
from collections import defaultdict


class ScoreServer:
    def __init__(self):
        scores = defaultdict(int)
        scores["house"] = 100
        self._scores = scores

    def win(self, player):
        self._scores[player] += 1

    def lose(self, player):
        self._scores.pop(player, None)

    async def handler(self, websocket):
        async for player in websocket:
            if self._scores[player]:  # expect: WSH308 medium
                await websocket.send("known")
