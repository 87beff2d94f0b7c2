# Fine: `lru_cache` has a limit, 128 if nobody gives one.
from functools import lru_cache


@lru_cache
def parse(message):
    return message.split(",")


@lru_cache(maxsize=64)
def locale_of(websocket):
    return websocket.headers.get("accept-language", "en")
