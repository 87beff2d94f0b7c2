# To take the task out of what is done gives it to nobody: cancelled in the wait, it is left, and takes an answer.
import asyncio


async def answers(inbox, searches):
    while searches:
        answer = asyncio.Task(inbox.get(), name="answer")  # expect: WSH202 medium
        try:
            done, _ = await asyncio.wait([answer, *searches], timeout=5, return_when=asyncio.FIRST_COMPLETED)
            if answer in done:
                print(await answer)
                done.remove(answer)
            else:
                answer.cancel()
            searches.difference_update(done)
        except (TimeoutError, asyncio.CancelledError):
            break
