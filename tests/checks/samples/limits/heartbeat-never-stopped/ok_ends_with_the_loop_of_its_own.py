# The heartbeat runs on the loop of a thread that the object ends.
import asyncio
import threading


class LoopThread:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


class Worker:
    def __init__(self, peer):
        self.peer = peer
        self._own = LoopThread()
        asyncio.run_coroutine_threadsafe(self._beat(), loop=self._own.loop)  # expect: WSH201 medium

    async def _beat(self):
        while True:
            try:
                await self.peer.heartbeat()
            except Exception as error:
                print(error)
            await asyncio.sleep(5)

    def close(self):
        self._own.stop()
