# The heartbeat's timer arms itself again for ever.
import threading

import websocket


class Feed:
    def __init__(self, url):
        self.app = websocket.WebSocketApp(url, on_open=self.on_open, on_message=self.on_message)
        self.timer = None

    def on_open(self, ws):
        self.timer = threading.Timer(30, self.ping)  # expect: WSH209
        self.timer.start()

    def on_message(self, ws, message):
        print(message)

    def ping(self):
        self.app.send("ping")
        self.timer = threading.Timer(30, self.ping)  # expect: WSH204
        self.timer.start()

    def close(self):
        self.app.close()
