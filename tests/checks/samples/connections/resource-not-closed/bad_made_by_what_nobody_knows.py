# What the broker and the pool give is closed by the function that asked for it, but not when a step before fails.
class Orders:
    def __init__(self, broker, pool):
        self._broker = broker
        self._pool = pool

    async def next_answer(self, topic):
        answers = self._broker.client.topic()  # expect: WSH401 medium
        await answers.subscribe(topic)
        answer = await answers.receive()
        await answers.aclose()
        return answer

    async def count(self):
        link = await self._pool.fresh()  # expect: WSH401 medium
        count = await link.ask("count")
        await link.disconnect()
        return count
