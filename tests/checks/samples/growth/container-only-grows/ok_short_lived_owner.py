# Fine: a parser is thrown away with its message.
class MessageParser:
    def __init__(self):
        self._fields = {}

    def on_data(self, data):
        self._fields[data.name] = data.value
