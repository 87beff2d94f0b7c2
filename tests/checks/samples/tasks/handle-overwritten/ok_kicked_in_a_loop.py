# Fine: each round ends what it began, asks first, or has a watchdog of its own.
import threading


class Watchdog:
    def __init__(self, patience, bite):
        self._patience = patience
        self._bite = bite
        self._timer = None

    @property
    def armed(self):
        return self._timer is not None

    def arm(self):
        self._timer = threading.Timer(self._patience, self._bite)
        self._timer.start()

    def cancel(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Link:
    def __init__(self, ws):
        self._ws = ws
        self._dog = Watchdog(30, ws.close)

    def ask(self, questions):
        for question in questions:
            self._dog.arm()
            self._ws.send(question)
            print(self._ws.recv())
            self._dog.cancel()

    def watch(self, questions):
        for question in questions:
            if not self._dog.armed:
                self._dog.arm()
            self._ws.send(question)

    def once(self):
        self._dog.arm()


def each(links):
    dogs = []
    for link in links:
        dog = Watchdog(30, link.once)
        dog.arm()
        dogs.append(dog)
    for dog in dogs:
        dog.cancel()
