# The inner function holds the door, and with it the connection, for half a minute after it was closed.
import asyncio


class Door:
    def __init__(self, ws):
        self.ws = ws

    def opened(self):
        def late():
            self.alarm()

        asyncio.get_running_loop().call_later(30, late)  # expect: WSH203 medium

    def alarm(self):
        print("open", self.ws)

    async def close(self):
        await self.ws.close()
