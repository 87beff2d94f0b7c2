# Leaks: whoever sends a topic name adds an entry.
class Topics:
    def __init__(self):
        self._topics = {}

    def on_message(self, message):
        return self._topic(message["topic"]).publish(message)

    def _topic(self, message):
        if message not in self._topics:
            self._topics[message] = Topic(message)  # expect: WSH307 medium
        return self._topics[message]


class Topic:
    def __init__(self, name):
        self.name = name

    def publish(self, message):
        print(self.name, message)
