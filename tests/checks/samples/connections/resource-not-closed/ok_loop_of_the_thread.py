# The thread has its loop from here on; whoever runs it later closes it.
import asyncio


def give_thread_a_loop() -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
