# Fine: keeps what it is given until somebody takes it out of the list.
class Client:
    def __init__(self):
        self.connected = []

    def on_connect(self, handler):
        self.connected.append(handler)

    def connect(self):
        for handler in self.connected:
            self._run(handler)

    def _run(self, function):
        function(self)
