# Fine: what the wait has started and not finished is cancelled, or waited for in the next round, or awaited at last.
from asyncio import FIRST_COMPLETED, gather, sleep, wait


class Prompt:
    async def reply(self, seconds):
        either = [self.hear(), sleep(seconds)]
        _, late = await wait(either, return_when=FIRST_COMPLETED)
        for each in late:
            each.cancel()

    async def ask_all(self, peers):
        asking = [self.ask(peer) for peer in peers]
        while asking:
            done, asking = await wait(asking, return_when=FIRST_COMPLETED)
            for each in done:
                print(each.result())

    async def ask_the_rest(self, peers):
        asking = [self.ask(peer) for peer in peers]
        done, rest = await wait(asking, return_when=FIRST_COMPLETED)
        print(len(done), await gather(*rest))

    async def hear(self):
        while not self.answers:
            await sleep(0.1)

    async def ask(self, peer):
        await peer.send("?")
        return await peer.recv()
