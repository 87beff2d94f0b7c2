# The call returns when the connection ends, which it never learns from a peer that is gone.
import threading

import websocket


class Feed:
    def __init__(self, url):
        self.app = websocket.WebSocketApp(url, on_message=print)

    def start(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        self.app.run_forever(reconnect=5)  # expect: WSH502 medium

    def stop(self):
        self.app.close()
        self.thread.join()
