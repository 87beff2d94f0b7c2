# Fine: the function that is given the task only ends the socket at once; what it defines cancels the task, later.
import asyncio


def hang_up(socket, task, hooks):
    def gone():
        task.cancel()

    hooks["gone"] = gone
    socket.close()


class Line:
    def __init__(self, socket, hooks):
        self._socket = socket
        self._hooks = hooks
        self._hum = asyncio.create_task(self.hum())

    async def hum(self):
        while True:
            await asyncio.sleep(1)

    def close(self):
        hang_up(self._socket, self._hum, self._hooks)
