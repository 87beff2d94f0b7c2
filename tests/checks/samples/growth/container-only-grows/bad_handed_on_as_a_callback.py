# The one caller writes the key out; the bus calls the same method with whatever comes.
class StatisticsService:
    def __init__(self, bus):
        self._seen = {}
        bus.subscribe_all(self._note)

    def on_message(self, message):
        self._relay("all", message)

    def _relay(self, topic, message):
        self._note(topic, message)

    def _note(self, topic, message):
        self._seen[topic, "last"] = message  # expect: WSH311 info
