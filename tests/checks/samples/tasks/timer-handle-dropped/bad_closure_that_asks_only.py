# The function that the timer calls asks the client whether it is open, and so keeps it.
import asyncio


class Client:
    def __init__(self, limit, log):
        self.limit = limit
        self.log = log
        self.link = None

    def on_lost(self, sleep):
        def give_up():
            if not self.link:
                sleep.cancel()

        asyncio.get_running_loop().call_later(self.limit, give_up)  # expect: WSH203 medium

    def close(self):
        self.log.close()
