# Fine: leaving cancels the task that is kept on the state of the subscription.
import asyncio

from ok_on_another_and_cancelled_there.state import State


class Subscription:
    def __init__(self, connection, state):
        self._connection = connection
        self._state = state

    async def unsubscribe(self):
        await self._connection.publish("leave")
        self._state._beating.cancel()


async def subscribe(connection):
    state = State(connection)
    state._beating = asyncio.create_task(state.beat())
    return Subscription(connection, state)
