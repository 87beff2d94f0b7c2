# Unknown: nothing ends the recorder, which may well last as long as the program.
from twisted.internet.task import LoopingCall


class Recorder:
    def __init__(self, rooms):
        self._rooms = rooms

    def start(self):
        LoopingCall(self._write).start(3600)  # expect: WSH208 info

    def _write(self):
        print(len(self._rooms))
