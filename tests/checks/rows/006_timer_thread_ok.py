# The repair: the heartbeat's timer arms itself again for ever no longer.
import threading

import websocket


class Feed:
    def __init__(self, url):
        self.app = websocket.WebSocketApp(url, on_open=self.on_open, on_message=self.on_message)
        self.timer = None
        self.closed = False

    def on_open(self, ws):
        self.arm()

    def on_message(self, ws, message):
        print(message)

    def arm(self):
        if self.timer is not None:
            self.timer.cancel()
        self.timer = threading.Timer(30, self.ping)
        self.timer.start()

    def ping(self):
        if self.closed:
            return
        self.app.send("ping")
        self.arm()

    def close(self):
        self.closed = True
        if self.timer is not None:
            self.timer.cancel()
        self.app.close()
