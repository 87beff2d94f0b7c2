# Fine: what the helper has returned for the message before is called before the next timer is armed.


def later(loop, delay, action):
    def fire():
        print("now")
        action()

    handle = loop.call_later(delay, fire)

    def cancel():
        handle.cancel()

    return cancel


class Session:
    def __init__(self, loop, link):
        self._loop = loop
        self._link = link
        self._cancel = None

    def data_received(self, data):
        self.close()
        self._cancel = later(self._loop, 30, self._refresh)

    def close(self):
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _refresh(self):
        self._link.ask()
