# Each kind of reader starts what it needs as the last thing: what one of them does does not follow on another's.


class Reader:
    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *exception):
        await self.stop()

    async def start(self):
        self.messages = 0

    async def stop(self):
        self.messages = 0


class QueueReader(Reader):
    def __init__(self, queue):
        self._queue = queue

    async def start(self):
        await super().start()
        await self._declare()

    async def _declare(self):
        self._name = await self._queue.declare("readings")


class TopicReader(Reader):
    def __init__(self, topic):
        self._topic = topic

    async def start(self):
        await super().start()
        await self._topic.start()

    async def stop(self):
        await self._topic.stop()
        await super().stop()
