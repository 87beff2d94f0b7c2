# Fine: the client is made by the panel, and goes with it.
class Client:
    def __init__(self):
        self._connected = []

    def on_connect(self, handler):
        self._connected.append(handler)

    def connect(self):
        for handler in self._connected:
            self._run(handler)

    def _run(self, function):
        function(self)


class Panel:
    def __init__(self, timer):
        self._client = Client()
        self._timer = timer

    def show(self):
        self._client.on_connect(self._draw)

    def _draw(self, client):
        print(client, self._timer)

    def close(self):
        self._timer.cancel()
