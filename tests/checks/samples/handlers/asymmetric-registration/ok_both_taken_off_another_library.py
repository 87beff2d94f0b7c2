# Fine: `off` is called with both.
class Stream:
    def __init__(self, room):
        self._room = room
        self._room.on("track_subscribed", self._on_track)
        self._room.on("track_unpublished", self._on_track_gone)

    async def aclose(self):
        self._room.off("track_subscribed", self._on_track)
        self._room.off("track_unpublished", self._on_track_gone)

    def _on_track(self, track):
        print(track)

    def _on_track_gone(self, track):
        print(track)
