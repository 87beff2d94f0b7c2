# The repair: another lambda is taken back than was registered no longer.
class PriceService:
    def __init__(self, source):
        self.source = source

    def connect(self):
        self.source.on("message", self.on_message)
        self.source.on("close", self.on_close)

    def on_message(self, event):
        print(event)

    def on_close(self, event):
        print(event)

    def cleanup(self):
        self.source.remove_listener("message", self.on_message)
        self.source.remove_listener("close", self.on_close)
