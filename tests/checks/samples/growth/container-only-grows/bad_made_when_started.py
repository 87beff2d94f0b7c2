# Starting makes the table, and only that: nothing removes what the messages put there for as long as it runs.
class AlarmService:
    def __init__(self, bus):
        self.bus = bus

    def start(self):
        self.known = {}
        self.bus.subscribe(self.on_message)

    def on_message(self, message):
        self.known[message["alarm_id"]] = message  # expect: WSH311

    def stop(self):
        self.bus.unsubscribe(self.on_message)
