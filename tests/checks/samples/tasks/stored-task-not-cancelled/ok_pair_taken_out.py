# Fine: what is taken out is a pair, and its parts are unpacked and ended.
import asyncio


class Player:
    def __init__(self):
        self._tracks = {}

    def add(self, track):
        self._tracks[track.name] = (asyncio.create_task(self._play(track)), track)

    async def _play(self, track):
        while True:
            await asyncio.sleep(1)
            track.refresh()

    def remove(self, name):
        entry = self._tracks.pop(name, None)
        if entry is None:
            return
        task, track = entry
        task.cancel()
        track.close()

    def close(self):
        for task, _ in list(self._tracks.values()):
            task.cancel()
        self._tracks.clear()
