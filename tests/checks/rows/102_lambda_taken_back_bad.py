# Another lambda is taken back than was registered.
class PriceService:
    def __init__(self, source):
        self.source = source

    def connect(self):
        self.source.on("message", lambda event: self.on_message(event))
        self.source.on("close", lambda event: self.on_close(event))

    def on_message(self, event):
        print(event)

    def on_close(self, event):
        print(event)

    def cleanup(self):
        self.source.remove_listener("message", lambda event: self.on_message(event))  # expect: WSH105
        self.source.remove_listener("close", lambda event: self.on_close(event))  # expect: WSH105
