# One way out leaves the connection open.
from websocket import create_connection


def ask(url, text):
    ws = create_connection(url, timeout=5)  # expect: WSH401
    ws.send(text)
    reply = ws.recv()
    if not reply:
        return None
    ws.close()
    return reply
