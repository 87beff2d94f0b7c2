# Fine: the loops go through all of them, by themselves or by their names, and so does the `match`.
import asyncio


class Beat:
    def __init__(self):
        self._first = asyncio.create_task(self._run())
        self._second = (second := asyncio.create_task(self._run()))
        third = asyncio.create_task(self._run())
        self._third = third
        setattr(self, "_fourth", asyncio.create_task(self._run()))
        self.__dict__["_fifth"] = asyncio.create_task(self._run())
        self._sixth = asyncio.create_task(self._run())
        print(second)

    async def _run(self):
        while True:
            await asyncio.sleep(5)

    @property
    def sixth(self):
        return self._sixth

    def close(self):
        for task in (self._first, self._second):
            task.cancel()
        for name in ("_third", "_fourth"):
            if (task := getattr(self, name, None)) is not None:
                task.cancel()
        match self._fifth:
            case None:
                pass
            case task:
                task.cancel()
        self.sixth.cancel()
