# Fine: the entry is taken out before it is used.
import asyncio


class RpcClient:
    def __init__(self):
        self._replies = {}

    def expect_reply(self, number):
        self._replies[number] = asyncio.get_running_loop().create_future()
        return self._replies[number]

    def on_message(self, number, message):
        reply = self._replies.pop(number)
        try:
            reply.set_result(message)
        except asyncio.InvalidStateError:
            return
        print(message)
