# Fine: what is pending is cancelled.
import asyncio


class Session:
    async def either(self, socket, stopped):
        done, pending = await asyncio.wait(
            [asyncio.create_task(socket.recv()), asyncio.create_task(stopped.wait())],
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in pending:
            task.cancel()
        return done.pop().result()
