# The task is put on the state of the subscription, and leaving does not look there.
import asyncio

from bad_on_another_and_never_read.state import State


class Subscription:
    def __init__(self, connection, state):
        self._connection = connection
        self._state = state

    async def unsubscribe(self):
        await self._connection.publish("leave")


async def subscribe(connection):
    state = State(connection)
    state._beating = asyncio.create_task(state.beat())  # expect: WSH202 medium
    return Subscription(connection, state)
