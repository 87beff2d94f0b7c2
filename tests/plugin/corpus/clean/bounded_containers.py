# run: discover
# clean: rings, counters of fixed keys, bounded caches: they change with every test and do not grow for ever
import collections
import functools
import time

LAST = collections.deque(maxlen=4)
TOTALS = collections.Counter(hits=0, misses=0)
RECENT = collections.OrderedDict((number, None) for number in range(3))
STARTED = {"at": time.time()}


@functools.lru_cache(maxsize=4)
def looked_up(key):
    return key


def remember(key):
    RECENT[key] = time.time()
    RECENT.move_to_end(key)
    while len(RECENT) > 3:
        RECENT.popitem(last=False)


def test_ring():
    LAST.extend(range(10))


def test_totals():
    TOTALS["hits"] += 1
    STARTED["at"] = time.time()


def test_lru():
    for number in range(10):
        looked_up((time.time(), number))


def test_recent():
    remember(time.time())
