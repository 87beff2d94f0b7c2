# Leaks: every feed enters itself where all feeds are, and closing one leaves it there.
FEEDS = []


class Feed:
    _readers = {}

    def __init__(self, channel):
        self._channel = channel
        FEEDS.append(self)  # expect: WSH311 medium

    def close(self):
        self._channel.close()


class Ticker:
    all_tickers = set()

    def __init__(self, pair):
        self._pair = pair
        self._enter()

    def _enter(self):
        Ticker.all_tickers.add(self)  # expect: WSH311 medium

    def price(self):
        return self._pair.price

    async def stop(self):
        await self._pair.leave()


def refresh():
    for feed in FEEDS:
        feed.refresh()
    for ticker in Ticker.all_tickers:
        ticker.price()
