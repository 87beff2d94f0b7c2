# Fine: the oldest entry goes when there are too many.
from collections import OrderedDict


class Topics:
    def __init__(self):
        self._topics = OrderedDict()

    def on_message(self, message):
        if message not in self._topics:
            self._topics[message] = object()
            if len(self._topics) > 1000:
                self._topics.popitem(last=False)
        return self._topics[message]
