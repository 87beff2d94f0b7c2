# Fine: the entry is deleted through a local name for the container.
class Subscriptions:
    def __init__(self):
        self._topics = {}
        self._quality = {}

    def subscribe(self, topic, callback, quality):
        self._topics[topic] = callback
        self._quality[topic] = quality

    def unsubscribe(self, topic):
        self._topics.pop(topic, None)
        quality = self._quality
        if topic in quality:
            del quality[topic]
