# The `finally` cancels the task however the wait ends.
import asyncio


class Mailbox:
    async def next(self, messages, gone):
        get = asyncio.create_task(messages.get())
        try:
            done, _ = await asyncio.wait((get, gone), return_when=asyncio.FIRST_COMPLETED)
            if get in done:
                return get.result()
            raise ConnectionError
        finally:
            get.cancel()
