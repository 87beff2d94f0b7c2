# Fine: the deque drops the oldest.
from collections import deque


class RecentManager:
    def __init__(self):
        self._recent = deque(maxlen=100)

    def on_message(self, message):
        self._recent.append(message)
