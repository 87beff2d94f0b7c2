# Disconnecting the pool closes all that the client has opened.
import redis


class Store:
    def __init__(self, host: str) -> None:
        self._redis = redis.Redis(host=host)

    def get(self, key: str):
        return self._redis.get(key)

    def shutdown(self) -> None:
        self._redis.connection_pool.disconnect()
