# Not sure: the only screen is made right before the event loop runs, and lasts for as long as that does.
from twisted.internet import reactor


class Screen:
    def __init__(self, emitter):
        self._files = []
        emitter.add_listener("renamed", self._renamed)  # expect: WSH101 info

    def _renamed(self, name):
        self._files.append(name)

    def close(self):
        self._files.clear()


def run(emitter):
    screen = Screen(emitter)
    reactor.run()
    return screen
