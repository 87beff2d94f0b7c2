# Both are futures that somebody else made and resolves: nothing runs on for them, and the method starts no task.
import asyncio


class Subscription:
    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def wait_for_assignment(self) -> "asyncio.Future[None]":
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def assigned(self) -> None:
        for future in self._waiting:
            future.set_result(None)
        self._waiting = []


class Coordinator:
    def __init__(self, subscription: Subscription, closing: "asyncio.Future[None]") -> None:
        self._subscription = subscription
        self._closing = closing

    async def ready(self) -> bool:
        await asyncio.wait(
            [self._subscription.wait_for_assignment(), self._closing], return_when=asyncio.FIRST_COMPLETED
        )
        return not self._closing.done()
