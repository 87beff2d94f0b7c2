# `_cleanup` is no end of the store: its timer calls it again and again, and `close` leaves that armed.
import asyncio


class Store:
    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._rows = {}
        self._handle = None

    def put(self, key, row):
        self._rows[key] = row
        if self._handle is None:
            self._handle = self._loop.call_later(30, self._cleanup)

    def _cleanup(self):
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._rows = {key: row for key, row in self._rows.items() if not row.is_old}
        if self._rows:
            self._handle = self._loop.call_later(30, self._cleanup)  # expect: WSH209

    def close(self):
        self._rows.clear()
