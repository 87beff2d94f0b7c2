# A cancellation is caught like everything else.
import asyncio


class Channel:
    def __init__(self):
        self._waiting = []

    async def recv(self):
        message = asyncio.get_running_loop().create_future()
        self._waiting.append(message)
        try:
            return await message
        except BaseException:
            self._waiting.remove(message)
            raise

    def send(self, text):
        self._waiting.pop(0).set_result(text)
