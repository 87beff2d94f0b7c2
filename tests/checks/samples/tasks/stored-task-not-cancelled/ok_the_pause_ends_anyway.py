# A pause ends by itself: nothing stays when the wait for it is cancelled.
import asyncio


class Mailbox:
    async def next(self, gone):
        pause = asyncio.create_task(asyncio.sleep(15))
        done, _ = await asyncio.wait((pause, gone), return_when=asyncio.FIRST_COMPLETED)
        if pause not in done:
            pause.cancel()
        return gone in done
