# A task that is parked can only be woken, which takes its entry out, or cancelled, which does that, too.
import trio


class Gate:
    def __init__(self):
        self._lot = trio.lowlevel.ParkingLot()
        self._waiting = {}

    async def enter(self, name):
        task = trio.lowlevel.current_task()
        self._waiting[task] = name
        try:
            await self._lot.park()
        except trio.Cancelled:
            self._waiting.pop(task)
            raise

    def open(self):
        for task in self._lot.unpark():
            self._waiting.pop(task)
