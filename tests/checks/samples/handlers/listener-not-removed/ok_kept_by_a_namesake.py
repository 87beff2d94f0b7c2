# Fine: of the two that are given as a client, one keeps nothing.
class Client:
    def __init__(self):
        self._connected = []

    def on_connect(self, handler):
        self._connected.append(handler)

    def connect(self):
        for handler in self._connected:
            handler(self)


class Silent:
    def on_connect(self, handler):
        handler(self)


class Panel:
    def __init__(self, client, timer):
        self._client = client
        self._timer = timer

    def show(self):
        self._client.on_connect(self._draw)

    def _draw(self, client):
        print(client, self._timer)

    def close(self):
        self._timer.cancel()


def build(timer, is_silent):
    return Panel(Silent(), timer) if is_silent else Panel(Client(), timer)
