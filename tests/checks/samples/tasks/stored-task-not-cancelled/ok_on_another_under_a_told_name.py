# Fine: the name is written out where all that stands under it is cancelled.
import asyncio


class State:
    async def beat(self):
        while True:
            await asyncio.sleep(5)


async def subscribe(subscription):
    state = subscription.state = State()
    state.beating = asyncio.create_task(state.beat())
    return subscription


def leave(subscription):
    getattr(subscription.state, "beating").cancel()
