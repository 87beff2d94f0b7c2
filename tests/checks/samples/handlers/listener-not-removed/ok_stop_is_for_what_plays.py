# `stop()` ends the piece that plays, not the player, which hears of the next piece as before: no end of it is known.
from pyee.base import EventEmitter


class Player:
    def __init__(self, line: EventEmitter, output):
        self._line = line
        self._output = output
        self._line.on("play", self._heard)  # expect: WSH101 info

    def _heard(self, piece):
        self._output.open(piece)

    def play(self, piece):
        self._line.emit("play", piece)

    def pause(self):
        self._output.hold()

    def stop(self):
        self._output.close()
