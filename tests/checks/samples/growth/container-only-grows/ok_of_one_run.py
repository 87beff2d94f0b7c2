# Fine: the object is one run of many, and what it has received goes with it.
class Run:
    def __init__(self):
        self._received = set()
        self._waiting = []

    async def receive(self, reader):
        async for message in reader:
            self._received.add(message.id)

    def close(self):
        self._waiting.clear()


class Runs:
    def __init__(self):
        self._active = {}

    def start(self, number):
        self._active[number] = Run()
        return self._active[number]

    def finish(self, number):
        self._active.pop(number).close()
