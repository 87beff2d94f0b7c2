# Fine: nothing is added beyond the limit.
class RecentManager:
    def __init__(self):
        self._recent = set()

    def on_message(self, message):
        if len(self._recent) < 1000:
            self._recent.add(message["id"])
