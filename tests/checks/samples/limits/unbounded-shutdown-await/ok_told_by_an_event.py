# Fine: the loop ends when the event is set, which is done before anybody waits.
import threading


class Poller:
    def __init__(self, poll):
        self._poll = poll
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stopped.wait(1):
            self._poll()

    def stop(self):
        self._stopped.set()
        self._thread.join()
