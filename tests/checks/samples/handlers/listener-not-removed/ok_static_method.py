# A static method holds no instance: what stays on the emitter is a function.
from pyee import EventEmitter


class Sender:
    def __init__(self, emitter: EventEmitter) -> None:
        self._emitter = emitter
        self._emitter.on("returned", self._returned)

    @staticmethod
    def _returned(message) -> None:
        print("no queue for", message)

    async def close(self) -> None:
        self._emitter = None
