# Fine: `stop` closes whatever is named, one after the other.
import aiohttp


class Mailbox:
    def __init__(self, url):
        self.session = aiohttp.ClientSession(url)

    async def close(self):
        await self.session.close()


class Closing:
    async def close_all(self):
        for name in self.opened:
            await close(getattr(self, name))


class Office(Closing):
    opened = ("outbox",)

    async def start(self):
        self.inbox = Mailbox("/in")
        self.outbox = Mailbox("/out")

    async def stop(self):
        await self.inbox.close()
        await self.close_all()


async def close(mailbox):
    if mailbox is not None:
        await mailbox.close()
