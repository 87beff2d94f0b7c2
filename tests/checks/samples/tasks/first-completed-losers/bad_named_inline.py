# Whichever loses has no name: it waits on, once for each message.
import asyncio


class Session:
    def __init__(self, socket, stopped):
        self._socket = socket
        self._stopped = stopped

    async def next(self):
        done, _ = await asyncio.wait(  # expect: WSH205
            [asyncio.create_task(self._socket.recv()), asyncio.create_task(self._stopped.wait())],
            return_when=asyncio.FIRST_COMPLETED,
        )
        return done.pop().result()
