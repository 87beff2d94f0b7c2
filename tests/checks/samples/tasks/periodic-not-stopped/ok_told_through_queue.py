# The thread ends when `stop` puts None into the queue that it was given.
import queue
import threading


def write_out(messages, pipe) -> None:
    while True:
        message = messages.get()
        if message is None:
            break
        pipe.send(message)


def serve_forever(messages, pipe) -> None:
    while messages is not None:
        write_out(messages, pipe)


class Stream:
    def __init__(self, pipe) -> None:
        self._messages = queue.Queue(maxsize=100)
        self._thread = threading.Thread(target=serve_forever, args=(self._messages, pipe))
        self._thread.start()

    def stop(self) -> None:
        self._messages.put(None)
