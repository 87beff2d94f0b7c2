# How long the message is says nothing of how many are kept.
class Board:
    def __init__(self):
        self._notes = {}

    def on_message(self, message):
        if len(message) > 1000:
            return
        self._notes[message.id] = message.text  # expect: WSH311 medium

    def text(self, number):
        return self._notes.get(number)
