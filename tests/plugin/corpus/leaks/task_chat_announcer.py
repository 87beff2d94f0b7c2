# leak: task | test_announcement_reaches_everybody | Announcer.repeat
"""A chat hub greets newcomers for ever, and nobody tells it to stop."""

import asyncio


class Announcer:
    def __init__(self, lines):
        self.lines = lines
        self.inboxes = []

    def join(self):
        inbox = asyncio.Queue()
        self.inboxes.append(inbox)
        return inbox

    async def repeat(self):
        while True:
            for line in self.lines:
                for inbox in self.inboxes:
                    inbox.put_nowait(line)
            await asyncio.sleep(5)


async def test_announcement_reaches_everybody():
    announcer = Announcer(["welcome"])
    first, second = announcer.join(), announcer.join()
    asyncio.create_task(announcer.repeat())  # <- born
    assert await first.get() == await second.get() == "welcome"
