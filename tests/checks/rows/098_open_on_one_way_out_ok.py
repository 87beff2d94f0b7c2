# The repair: one way out leaves the connection open no longer.
from contextlib import closing

from websocket import create_connection


def ask(url, text):
    with closing(create_connection(url, timeout=5)) as ws:
        ws.send(text)
        return ws.recv()
