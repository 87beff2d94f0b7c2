# Fine for the thread: it runs the loop, which is stopped; that nobody closes the loop is another matter.
import asyncio
import threading


class Loops:
    def __init__(self):
        self._loop = asyncio.new_event_loop()  # expect: WSH402 medium
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def stop_tasks(self):
        self._loop.stop()
