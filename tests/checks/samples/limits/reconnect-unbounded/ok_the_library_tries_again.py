# Fine: the library waits five seconds before it connects again.
import websocket


def follow(url):
    while True:
        feed = websocket.WebSocketApp(url, on_message=print)
        feed.run_forever(ping_interval=20, reconnect=5)
