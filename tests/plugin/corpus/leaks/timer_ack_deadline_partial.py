# leak: timer | test_ack | Outbox.resend
"""A retransmission timer behind a partial, armed with call_at."""

import asyncio
from functools import partial


class Outbox:
    def __init__(self):
        self.waiting, self.sent = {}, []

    def send(self, number, payload):
        self.sent.append(payload)
        loop = asyncio.get_running_loop()
        again = partial(self.resend, number, payload=payload)
        self.waiting[number] = loop.call_at(loop.time() + 4, again)  # <- born

    def resend(self, number, payload):
        self.send(number, payload)

    def ack(self, number):
        del self.waiting[number]


async def test_ack():
    outbox = Outbox()
    outbox.send(7, b"open")
    outbox.ack(7)
    assert not outbox.waiting
