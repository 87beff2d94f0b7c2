# The client is ended, and the loop that it has goes on: it is the one of the program.
import asyncio


class Client:
    def __init__(self, address):
        self.address = address
        self.loop = asyncio.get_event_loop()

    def stop(self):
        print("no longer asking", self.address)


class Beacon:
    def __init__(self, address):
        self._client = Client(address)

    def beat(self):
        print("still here", self._client.address)
        self._client.loop.call_later(5, self.beat)  # expect: WSH204

    def stop(self):
        self._client.stop()
