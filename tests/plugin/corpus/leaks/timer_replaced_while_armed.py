# leak: timer | test_is_renewed | A replaced timer | `Peer.deadline` has another one | WSH206 | count: 2 | born: renewed
# leak: timer | test_is_renewed | The timer for `Peer.idle()` was still armed | WSH209 | born: renewed
# leak: timer | test_has_another_purpose | The timer for `Peer.warn()` | count: 1 | born: warned
"""A handle that is overwritten while its timer is armed can be cancelled no more; what still is kept, can."""

import asyncio

KEPT = []


class Peer:
    def __init__(self):
        self.deadline = None

    def renew(self):
        self.deadline = asyncio.get_running_loop().call_later(30, self.idle)  # <- renewed

    def remind(self):
        self.deadline = asyncio.get_running_loop().call_later(30, self.warn, "last")
        asyncio.get_running_loop().call_later(20, self.warn, "first")  # <- warned

    def idle(self):
        KEPT.remove(self)

    def warn(self, word):
        KEPT.append(word)


async def test_is_renewed():
    peer = Peer()
    for _ in range(3):
        peer.renew()


async def test_has_another_purpose():
    peer = Peer()
    peer.remind()
    peer.deadline.cancel()
