# The property returns the subscription, making it on first use; what is closed through it is the same object.
import redis.asyncio as redis


class Channels:
    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self.__pubsub = None

    @property
    def _pubsub(self):
        if self.__pubsub is None:
            self.__pubsub = self._redis.pubsub()
        return self.__pubsub

    async def follow(self, name: str) -> None:
        await self._pubsub.subscribe(name)

    async def on_shutdown(self) -> None:
        await self._pubsub.reset()
        self.__pubsub = None
