# Each of these is replaced again and again: by the next round, by every reconnection, for each use of the object.
class RoundService:
    def __init__(self, bus):
        self.bus = bus

    def start(self):
        self.known = {}
        self.bus.subscribe(self.on_message)

    def on_message(self, message):
        self.known[message["alarm_id"]] = message
        if message["last"]:
            self.bus.publish(list(self.known))
            self.start()

    def stop(self):
        self.bus.unsubscribe(self.on_message)


class LinkService:
    async def connect(self, url):
        self.pending = {}

    def on_message(self, message):
        self.pending[message["id"]] = message


class ReportService:
    def open(self):
        self.lines = {}

    def on_message(self, message):
        self.lines[message["id"]] = message

    def close(self):
        print(len(self.lines))
