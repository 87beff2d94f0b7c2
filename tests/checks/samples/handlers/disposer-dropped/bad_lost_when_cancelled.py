# Whoever cancels connect() never gets the function that takes the handler back.
import asyncio


class Client:
    def __init__(self, connection) -> None:
        self._connection = connection

    async def connect(self, address, changed):
        ready = asyncio.Event()

        def on_message(message) -> None:
            changed(message)
            ready.set()

        self._connection.add_message_callback(on_message)  # expect: WSH102 medium

        def unsubscribe() -> None:
            self._connection.remove_message_callback(on_message)

        try:
            async with asyncio.timeout(5):
                await ready.wait()
        except TimeoutError:
            unsubscribe()
            raise
        return unsubscribe
