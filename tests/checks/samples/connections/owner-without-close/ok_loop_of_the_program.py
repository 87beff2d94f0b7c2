# Nothing stops this loop before the program ends, which takes it along: no more than a hint.
import asyncio


class Program:
    def __init__(self):
        self._loop = asyncio.new_event_loop()  # expect: WSH402 info

    def run(self):
        self._loop.run_forever()

    def close(self):
        print("bye")
