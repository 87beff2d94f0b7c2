# Fine: not a WebSocket library's call.
from .pool import connect


def open_pool(uri):
    return connect(uri, max_size=None)
