# Fine: the stream that the thread reads ends with its requests, of which None is the last.
import queue
import threading


class Log:
    def __init__(self, stub):
        self._stub = stub
        self._requests = queue.Queue(maxsize=100)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while True:
            stream = self._stub.follow(iter(self._requests.get, None))
            for record in stream:
                print(record)
            if self._stub.gone:
                return

    def close(self):
        self._requests.put(None)
        self._thread.join()
