# It sets the signal handlers of its process, which ends with it.
import asyncio
import signal


def work(broker):
    signal.signal(signal.SIGTERM, broker.stop)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(broker.listen())
