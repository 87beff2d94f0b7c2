# leak: event loop | test_runs | .call_soon_threadsafe(loop_still_running_in_thread.LOOPS[0].stop)`, join
"""A loop that goes on running in a daemon thread: as long as it runs, it cannot be closed."""

import asyncio
import threading

LOOPS = []


def test_runs():
    loop = asyncio.new_event_loop()  # <- born
    LOOPS.append(loop)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    assert asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "slept"), loop).result() == "slept"
