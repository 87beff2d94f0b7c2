# Fine: the board takes out what its panels have put in.
from ok_kept_and_let_go_elsewhere.client import Client


class Panel:
    def __init__(self, client, timer):
        self._client = client
        self._timer = timer

    def show(self):
        self._client.on_connect(self.draw)

    def draw(self, client):
        print(client, self._timer)

    def close(self):
        self._timer.cancel()


class Board:
    def __init__(self):
        self._client = Client()
        self._panel = Panel(self._client, None)

    def drop(self):
        self._client.connected.remove(self._panel.draw)
