# leak: task | TestPresence::test_online | Presence.expire
import asyncio
import unittest


class Presence:
    def __init__(self):
        self.online, self.tasks = set(), {}

    async def expire(self, user):
        await asyncio.sleep(900)
        self.online.discard(user)

    def seen(self, user):
        self.online.add(user)
        self.tasks[user] = asyncio.create_task(self.expire(user))  # <- born


class TestPresence(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.presence = Presence()

    async def asyncTearDown(self):
        self.presence.online.clear()

    async def test_online(self):
        self.presence.seen("ann")
        assert self.presence.online == {"ann"}

    async def test_nobody(self):
        assert not self.presence.online
