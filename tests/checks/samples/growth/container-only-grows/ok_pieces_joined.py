# Fine: the list holds the pieces of one frame, and is joined at its end.
class Assembly:
    def __init__(self):
        self._pieces = []

    def on_data(self, data):
        self._pieces.append(data)

    def frame(self):
        return b"".join(self._pieces)
