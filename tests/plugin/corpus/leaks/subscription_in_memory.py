# leak: subscription | test_news | subscribed to channel 'news' | `await subscription_in_memory.FEEDS[0].aclose()`
"""A Redis that is played by the program itself: its connections have no sockets."""

import redis.asyncio

FEEDS = []


class Line:
    """Stands for a stream's writer."""

    def is_closing(self):
        return False


class Wire:
    def __init__(self):
        self._writer = Line()

    async def disconnect(self):
        pass


async def test_news():
    feed = redis.asyncio.Redis().pubsub()  # <- born
    FEEDS.append(feed)
    feed.connection = Wire()
    feed.channels[b"news"] = None
