# A task that is cancelled in the wait passes `except Exception` by: its future stays among the waiting ones.
import asyncio


class Channel:
    def __init__(self):
        self._waiting = []

    async def recv(self):
        message = asyncio.get_running_loop().create_future()
        self._waiting.append(message)  # expect: WSH303 medium
        try:
            return await message
        except Exception:
            self._waiting.remove(message)
            raise

    def send(self, text):
        self._waiting.pop(0).set_result(text)
