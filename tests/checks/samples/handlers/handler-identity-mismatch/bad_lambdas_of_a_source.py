# What has been registered is one lambda, and what is taken back is another, of an emitter that no name tells.
class PriceService:
    def __init__(self, source):
        self.source = source

    def connect(self):
        self.source.on("message", lambda event: self.on_message(event))

    def on_message(self, event):
        print(event)

    def close(self):
        self.source.remove_listener("message", lambda event: self.on_message(event))  # expect: WSH105 medium
