# Every caller writes the text out, one of them in two pieces.
class Reader:
    def __init__(self):
        self._told = {}

    def _tell(self, text):
        self._told[text] = self._told.get(text, 0) + 1

    def on_message(self, message):
        if not message.body:
            self._tell("a message without a body")
        elif message.late:
            self._tell("a message that came " + "too late")
