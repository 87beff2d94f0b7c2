# A thread that reads from a WebSocket, and goes on when it is closed.
import websocket


def follow(url):
    feed = websocket.create_connection(url, timeout=10)
    try:
        while True:
            try:
                print(feed.recv())  # expect: WSH505
            except Exception:
                continue
    finally:
        feed.close()
