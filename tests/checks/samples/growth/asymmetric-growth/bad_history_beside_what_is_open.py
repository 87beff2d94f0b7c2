# The history may be meant to stay, so it is less sure that it should go with the call.
class Board:
    def __init__(self):
        self._open = {}
        self._history = {}

    def ring(self, call_id, line):
        self._open[call_id] = line
        self._history[call_id] = line  # expect: WSH301 medium

    def hang_up(self, call_id):
        self._open.pop(call_id)
