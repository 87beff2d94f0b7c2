# Fine: the pause grows, and stands behind the attempt.
import random
import time

import websocket


def follow(url):
    delay = 1.0
    while True:
        try:
            feed = websocket.create_connection(url, timeout=10)
        except OSError as error:
            print("refused", error)
        else:
            try:
                print(feed.recv())
            finally:
                feed.close()
        time.sleep(delay * random.random())
        delay = min(delay * 2, 60)
