# The synchronous client of the same library does what it is told at once.
from websockets.sync.client import connect


def ask(uri):
    with connect(uri) as ws:
        ws.send("status")
        return ws.recv()
