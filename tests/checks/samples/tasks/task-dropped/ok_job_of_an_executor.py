# Fine: a job in a thread is no task, the executor keeps it until it is done.
import asyncio


class Store:
    def __init__(self, path):
        self._path = path

    def save(self, text):
        asyncio.ensure_future(asyncio.get_running_loop().run_in_executor(None, self._path.write_text, text))
