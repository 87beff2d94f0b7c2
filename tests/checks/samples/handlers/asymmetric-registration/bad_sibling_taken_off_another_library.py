# `off` is called with the sibling on the same emitter, so `on` registers here, whatever library the room is from.
class Stream:
    def __init__(self, room):
        self._room = room
        self._room.on("track_subscribed", self._on_track)
        self._room.on("track_unpublished", self._on_track_gone)  # expect: WSH104

    async def aclose(self):
        self._room.off("track_subscribed", self._on_track)

    def _on_track(self, track):
        print(track)

    def _on_track_gone(self, track):
        print(track)
