# Each socket is closed though `shutdown()` fails: behind the `try`, in its `finally`, in its handler, by the caller.
import contextlib
import socket


class Feed:
    def __init__(self, sock):
        self.sock = sock

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def leave(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            self.sock.close()

    def abort(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
            self.sock.close()
        except OSError:
            self.sock.close()

    def drop(self):
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def finish(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
            self.sock.close()
        except OSError:
            self._forget()

    def _forget(self):
        self.sock.close()


class Pool:
    def __init__(self, workers, log):
        self.workers = workers
        self.log = log

    def close(self):
        try:
            self.workers.shutdown(True)
            self.log.close()
        except RuntimeError:
            pass
