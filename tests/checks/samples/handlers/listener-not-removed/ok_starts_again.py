# `stop` only suspends it: the listener belongs to the whole life of the object, which lives as long as its page.
from pyee import EventEmitter


class Recorder:
    def __init__(self, emitter: EventEmitter) -> None:
        self._frames = None
        emitter.on("frame", self._frame)  # expect: WSH101 info

    def _frame(self, data) -> None:
        if self._frames is not None:
            self._frames(data)

    def start(self, frames) -> None:
        self._frames = frames

    def stop(self) -> None:
        self._frames = None
