# Fine: the end of the stream cancels the timer.
import asyncio


class TurnObserver:
    def __init__(self):
        self._timer = None

    async def on_frame(self, frame):
        if frame == "silence":
            self._later()
        elif frame == "end":
            await self._handle_stream_end()

    def _later(self):
        self._cancel()
        self._timer = asyncio.get_running_loop().call_later(2.5, self._end_turn)

    def _cancel(self):
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _end_turn(self):
        self.turns = 1

    async def _handle_stream_end(self):
        self._cancel()

    async def cleanup(self):
        self.turns = 0
