# Nothing is known to be open before a step that fails; or it is closed whatever fails, or others have it as well.
class Orders:
    def __init__(self, broker, pool):
        self._broker = broker
        self._pool = pool
        self._last = None

    async def forget(self, topic):
        answers = self._broker.client.topic()
        await answers.drop(topic)
        await answers.aclose()

    async def next_answer(self, topic):
        answers = self._broker.client.topic()
        await answers.subscribe(topic)
        try:
            return await answers.receive()
        finally:
            await answers.aclose()

    async def count(self):
        link = await self._pool.fresh()
        self._last = link
        count = await link.ask("count")
        await link.disconnect()
        return count

    async def stop(self):
        server = self.server()
        await server.drain()
        await server.tell("bye")
        await server.stop()

    def server(self):
        return self._broker.server

    async def close(self):
        await self._last.disconnect()
