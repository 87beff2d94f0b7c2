# The timer runs whatever it is given: here the next beat, which comes back when the timer before it has fired.
import asyncio


class Pacer:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer = None

    def start(self, send) -> None:
        self._loop.call_soon(self._arm, self._beat, send)

    def _arm(self, callback, *args) -> None:
        self._timer = self._loop.call_later(5, callback, *args)  # expect: WSH206 medium

    def _beat(self, send) -> None:
        send("ping")
        self._arm(self._beat, send)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
