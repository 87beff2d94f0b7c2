# run_forever() returns when the connection fails, and begins again at once.
import websocket


def follow(url):
    while True:
        feed = websocket.WebSocketApp(url, on_message=print)
        feed.run_forever(ping_interval=20)  # expect: WSH506
