# Not sure: the client has no connection of its own, it takes them from the pool that it is given.
import redis


class Pipeline:
    def __init__(self, pool):
        client = redis.Redis(connection_pool=pool)  # expect: WSH401 medium
        self._pipeline = client.pipeline()
