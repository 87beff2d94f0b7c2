# Leaks: a reply that comes too late is ignored, and its entry stays.
import asyncio


class RpcClient:
    def __init__(self):
        self._replies = {}

    def expect_reply(self, number):
        self._replies[number] = asyncio.get_running_loop().create_future()
        return self._replies[number]

    def on_message(self, number, message):
        try:
            self._replies[number].set_result(message)  # expect: WSH303 medium
        except asyncio.InvalidStateError:
            return
        del self._replies[number]
