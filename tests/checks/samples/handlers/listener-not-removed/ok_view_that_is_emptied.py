# Not sure: `clear` empties the view, which goes on and wants to hear the next event.
class View:
    def __init__(self, emitter):
        self._emitter = emitter
        self._rows = []

    def show(self):
        self._emitter.add_listener("renamed", self._renamed)  # expect: WSH101 medium

    def _renamed(self, row):
        self._rows.append(row)

    def clear(self):
        self._rows.clear()
