# leak: timer | test_heartbeat | Heart.beat
"""Re-arms itself with every beat: one leak, not one for each beat."""

import asyncio


class Heart:
    def __init__(self, loop):
        self.loop, self.beats = loop, 0

    def beat(self):
        self.beats += 1
        self.handle = self.loop.call_later(0.002, self.beat)  # <- born


async def test_heartbeat():
    heart = Heart(asyncio.get_running_loop())
    heart.beat()
    while heart.beats < 5:
        await asyncio.sleep(0.001)
