# Nothing ends the loop of the thread, so that `join()` never returns.
import threading


class Poller:
    def __init__(self, poll):
        self._poll = poll
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while True:
            self._poll()

    def stop(self):
        self._thread.join()  # expect: WSH504 medium
