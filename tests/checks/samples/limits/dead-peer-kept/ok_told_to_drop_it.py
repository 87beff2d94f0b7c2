# Fine: the failing connection is handed to what takes it out.
import contextlib


class Room:
    def __init__(self):
        self._members = {}

    def on_connect(self, sid, websocket):
        self._members[sid] = websocket

    def _drop(self, sid):
        del self._members[sid]

    async def broadcast(self, text):
        for sid, member in list(self._members.items()):
            try:
                await member.send(text)
            except Exception:
                with contextlib.suppress(KeyError):
                    self._drop(sid)
