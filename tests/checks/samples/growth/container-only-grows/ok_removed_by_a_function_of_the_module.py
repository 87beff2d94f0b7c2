# Fine: the function that forgets an entry is given the dictionary and the key.
class Ledger:
    def __init__(self, socket):
        self._socket = socket
        self._open = {}

    async def on_message(self, message):
        self._open[message["id"]] = message

    def on_answer(self, answer):
        forget(self._open, answer["id"])

    def close(self):
        self._socket.close()


def forget(entries, key):
    entries.pop(key, None)
