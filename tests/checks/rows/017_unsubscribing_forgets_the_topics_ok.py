# The repair: unsubscribing leaves the topics of the client noted down no longer.
class Hub:
    def __init__(self):
        self.topics = {}
        self.by_client = {}

    def subscribe(self, client_id, topic):
        self.topics.setdefault(topic, set()).add(client_id)
        self.by_client.setdefault(client_id, set()).add(topic)

    def unsubscribe(self, client_id, topic):
        members = self.topics.get(topic)
        if members:
            members.discard(client_id)
            if not members:
                del self.topics[topic]
        topics = self.by_client.get(client_id)
        if topics:
            topics.discard(topic)
            if not topics:
                del self.by_client[client_id]

    def publish(self, topic, message):
        return [(c, message) for c in self.topics.get(topic, ())]


HUB = Hub()
