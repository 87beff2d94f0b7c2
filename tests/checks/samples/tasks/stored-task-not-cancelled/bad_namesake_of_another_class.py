# What is cancelled is the task of another class, which happens to have the same name.
import asyncio


class Session:
    def open(self):
        self.pump_task = asyncio.create_task(self._pump())  # expect: WSH202

    async def _pump(self):
        while True:
            await asyncio.sleep(1)

    def close(self):
        self.closed = True


class Printer:
    def open(self):
        self.pump_task = asyncio.create_task(self._pump())

    async def _pump(self):
        while True:
            await asyncio.sleep(1)


def drop(printer: Printer):
    printer.pump_task.cancel()
