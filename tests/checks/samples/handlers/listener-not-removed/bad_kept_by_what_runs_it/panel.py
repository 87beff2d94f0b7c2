# Nobody says what a client is, but whoever makes a panel. A panel is closed long before its client.
from bad_kept_by_what_runs_it.client import Client


class Panel:
    def __init__(self, client, timer):
        self._client = client
        self._timer = timer

    def show(self):
        self._client.on_connect(self._draw)  # expect: WSH101 medium

    def _draw(self, client):
        print(client, self._timer)

    def close(self):
        self._timer.cancel()


def build(timers):
    client = Client()
    return [Panel(client, timer) for timer in timers]
