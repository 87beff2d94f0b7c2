# Signal handlers of a process that lives as long as its loop, and a second one replaces the first.
import asyncio
import signal


class Worker:
    def __init__(self, loop: asyncio.AbstractEventLoop, server) -> None:
        self._server = server
        loop.add_signal_handler(signal.SIGTERM, self._quit)

    def _quit(self) -> None:
        self._server.close()

    def close(self) -> None:
        self._server.close()
