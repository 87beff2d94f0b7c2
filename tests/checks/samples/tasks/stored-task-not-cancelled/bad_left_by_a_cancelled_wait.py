# Whoever cancels the wait leaves the task behind: `asyncio.wait` does not cancel it, and it takes the next message.
import asyncio


class Mailbox:
    async def next(self, messages, gone):
        get = asyncio.create_task(messages.get())  # expect: WSH202 medium
        done, _ = await asyncio.wait((get, gone), return_when=asyncio.FIRST_COMPLETED)
        if get in done:
            return get.result()
        get.cancel()
        raise ConnectionError
