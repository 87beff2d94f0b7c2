# The callback hears how the task ends; it does not keep the task.
import asyncio


class Uplink:
    def send_later(self, message):
        asyncio.ensure_future(self._send(message)).add_done_callback(print)  # expect: WSH201 medium

    async def _send(self, message):
        await asyncio.sleep(1)
