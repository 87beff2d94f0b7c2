# Fine: the task gets its name in the middle of the call that keeps it.
import asyncio


class Courier:
    def __init__(self):
        self._rides = set()

    async def ride(self, parcel):
        await asyncio.sleep(1)

    def send(self, parcel):
        self._rides.add(ride := asyncio.create_task(self.ride(parcel)))
        ride.add_done_callback(self._rides.discard)

    async def close(self):
        await asyncio.gather(*self._rides)
