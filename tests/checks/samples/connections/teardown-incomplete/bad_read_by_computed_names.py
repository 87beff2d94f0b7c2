# `describe` reads attributes by computed names to print them: that closes nothing, and the mailbox stays open.
import aiohttp


class Mailbox:
    def __init__(self, url):
        self.session = aiohttp.ClientSession(url)

    async def close(self):
        await self.session.close()


class Described:
    def describe(self):
        return ", ".join(f"{name}={getattr(self, name)}" for name in self.shown)


class Office(Described):
    shown = ("inbox", "outbox")

    async def start(self):
        self.inbox = Mailbox("/in")
        self.outbox = Mailbox("/out")  # expect: WSH403

    async def stop(self):
        await self.inbox.close()
