# Fine: a protocol is made for one connection, and connection_made() is called once.
import asyncio


class Chat(asyncio.Protocol):
    def connection_made(self, transport):
        self._greeting = asyncio.get_running_loop().call_later(5, self._greet)

    def connection_lost(self, error):
        self._greeting.cancel()

    def _greet(self):
        print("hello")
