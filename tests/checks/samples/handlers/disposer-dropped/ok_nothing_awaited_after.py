# What is awaited comes before the registration: there is nothing to cancel in between.
class Client:
    def __init__(self, connection) -> None:
        self._connection = connection

    async def listen(self, changed):
        await self._connection.ready()

        def on_message(message) -> None:
            changed(message)

        self._connection.add_message_callback(on_message)

        def unsubscribe() -> None:
            self._connection.remove_message_callback(on_message)

        return unsubscribe
