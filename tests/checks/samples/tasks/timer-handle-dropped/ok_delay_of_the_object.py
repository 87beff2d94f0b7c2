# Fine: the timer keeps the link that it is to open, and of the object that arms it no more than a number.
import asyncio


class Redialer:
    def __init__(self, delay):
        self.delay = delay
        self.lost = []

    def on_lost(self, link):
        self.lost.append(link)
        asyncio.get_running_loop().call_later(self.delay, link.open)

    def close(self):
        self.lost.clear()
