# Two bound methods of one object are equal: what is taken back is what was registered.
class PriceService:
    def __init__(self, source):
        self.source = source

    def connect(self):
        self.source.on("message", self.on_message)

    def on_message(self, event):
        print(event)

    def close(self):
        self.source.remove_listener("message", self.on_message)
