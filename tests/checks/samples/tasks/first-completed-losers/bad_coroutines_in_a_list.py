# Coroutines that a list holds for the wait become tasks inside of it, which nobody has a name for.

from asyncio import FIRST_COMPLETED, sleep, wait


class Prompt:
    async def reply(self, seconds):
        async def hear():
            while not self.answers:
                await sleep(0.1)

        async def give_up():
            await sleep(seconds)
            self.answers.append(None)

        either = [hear(), give_up()]
        await wait(either, return_when=FIRST_COMPLETED)  # expect: WSH205
        return self.answers.pop()

    async def ask_all(self, peers):
        asking = set()
        for peer in peers:
            asking.add(self.ask(peer))
        done, _ = await wait(asking, return_when=FIRST_COMPLETED)  # expect: WSH205
        return len(done)

    async def ask(self, peer):
        await peer.send("?")
        return await peer.recv()
