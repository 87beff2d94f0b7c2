# leak: timer | test_typing_is_shown | Room.stopped_typing | count: 3
"""Typing indicators clear themselves after a while; leaving the room does not cancel them."""

import asyncio


class Room:
    def __init__(self):
        self.typing = {}

    def started_typing(self, user):
        loop = asyncio.get_running_loop()
        self.typing[user] = loop.call_later(8, self.stopped_typing, user)  # <- born

    def stopped_typing(self, user):
        self.typing.pop(user).cancel()

    def leave(self, user):
        self.typing.pop(user, None)


async def test_typing_is_shown():
    room = Room()
    for user in ("ann", "bob", "cy", "di"):
        room.started_typing(user)
    assert set(room.typing) == {"ann", "bob", "cy", "di"}
    room.stopped_typing("di")
    for user in ("ann", "bob", "cy"):
        room.leave(user)
