# Leaks: the cache holds every connection it was ever asked about.
from functools import cache


@cache
def locale_of(websocket):  # expect: WSH307 medium
    return websocket.headers.get("accept-language", "en")
