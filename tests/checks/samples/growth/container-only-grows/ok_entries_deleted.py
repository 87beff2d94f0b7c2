# Fine: entries go when the instrument is no longer traded.
class PriceService:
    def __init__(self):
        self._latest = {}

    def on_message(self, message):
        if message["price"] is None:
            self._latest.pop(message["id"], None)
        else:
            self._latest[message["id"]] = message["price"]
