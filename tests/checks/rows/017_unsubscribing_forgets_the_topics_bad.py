# Unsubscribing leaves the topics of the client noted down.
class Hub:
    def __init__(self):
        self.topics = {}
        self.by_client = {}

    def subscribe(self, client_id, topic):
        self.topics.setdefault(topic, set()).add(client_id)
        self.by_client.setdefault(client_id, set()).add(topic)  # expect: WSH301

    def unsubscribe(self, client_id, topic):
        members = self.topics.get(topic)
        if members:
            members.discard(client_id)
            if not members:
                del self.topics[topic]

    def publish(self, topic, message):
        return [(c, message) for c in self.topics.get(topic, ())]


HUB = Hub()
