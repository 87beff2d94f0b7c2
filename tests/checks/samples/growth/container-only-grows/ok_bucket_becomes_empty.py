# Members leave under another name, in the list made anew, in a function that has the bucket, or with `popleft`.
from collections import defaultdict, deque


class Feed:
    def __init__(self):
        self._by_symbol = {}
        self._by_room = {}
        self._by_user = defaultdict(set)
        self._waiting = defaultdict(deque)

    async def on_message(self, message, symbol, handler, user, job):
        self._by_symbol.setdefault(symbol, []).append(handler)
        self._by_room.setdefault(symbol, []).append(handler)
        self._by_user[user].add(handler)
        self._waiting[user].append(job)

    def unsubscribe(self, symbol, handler, user):
        handlers = self._by_symbol.get(symbol, [])
        if handler in handlers:
            handlers.remove(handler)
        if not handlers:
            self._by_symbol.pop(symbol, None)
        self._by_room[symbol] = [each for each in self._by_room[symbol] if each is not handler]
        if not self._by_room[symbol]:
            del self._by_room[symbol]
        drop(self._by_user[user], handler)
        if not self._by_user[user]:
            del self._by_user[user]

    def next_for(self, user):
        jobs = self._waiting[user]
        job = jobs.popleft()
        if len(jobs) == 0:
            del self._waiting[user]
        return job


def drop(those, one):
    those.discard(one)
