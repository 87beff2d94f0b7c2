# `stop` ends the loop's run, and leaves the loop with its selector and socket pair open.
import asyncio
import threading


class LoopThread(threading.Thread):
    def run(self):
        self._loop = asyncio.new_event_loop()  # expect: WSH402
        self._loop.run_forever()

    def submit(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop=self._loop).result()

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
