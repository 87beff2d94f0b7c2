# Whatever ends the wait, the handler is taken back before the exception goes on.
import asyncio


class Client:
    def __init__(self, connection) -> None:
        self._connection = connection

    async def connect(self, address, changed):
        ready = asyncio.Event()

        def on_message(message) -> None:
            changed(message)
            ready.set()

        self._connection.add_message_callback(on_message)

        def unsubscribe() -> None:
            self._connection.remove_message_callback(on_message)

        try:
            async with asyncio.timeout(5):
                await ready.wait()
        except BaseException:
            unsubscribe()
            raise
        return unsubscribe
