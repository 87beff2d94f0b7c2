# Leaks: one entry for every id a message ever carried.
class PriceService:
    def __init__(self):
        self._latest = {}

    def on_message(self, message):
        self._latest[message["id"]] = message["price"]  # expect: WSH311

    async def close(self):
        print(len(self._latest))
