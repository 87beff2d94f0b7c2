# run: discover
# clean: each add makes room where there is too much or what is too old; the few runs of a test fill nothing
import itertools
import time

NEXT = itertools.count()
TOKENS = {}
HISTORY = []
NOTES = []


def issue():
    if len(TOKENS) >= 128:
        oldest = next(iter(TOKENS))
        del TOKENS[oldest]
    token = next(NEXT)
    TOKENS[token] = object()
    return token


def say(text):
    global NOTES
    HISTORY.append(text)
    del HISTORY[:-50]
    NOTES.append(text)
    NOTES = NOTES[-50:]


class Cache:
    """The least recently entered goes first."""

    def __init__(self, limit):
        self.limit = limit
        self.entries = {}

    def put(self, key, value):
        self.entries[key] = value
        if self.limit < len(self.entries):
            self.shrink()

    def shrink(self):
        for key in list(self.entries)[: -self.limit]:
            self.entries.pop(key)


PAGES = Cache(limit=256)


def test_token_is_new():
    assert issue() != issue()


def test_said():
    say("hello")


def test_page():
    PAGES.put(next(NEXT), object())


SEEN = {}
TICKETS = {}


def see(name):
    now = time.monotonic()
    for old in [each for each, at in SEEN.items() if now - at > 60]:
        del SEEN[old]
    SEEN[name] = now


def sell(number):
    sweep(time.monotonic())
    TICKETS[number] = time.monotonic()


def sweep(now):
    expired = [number for number, sold in TICKETS.items() if now - sold > 60]
    for number in expired:
        TICKETS.pop(number)


def test_seen():
    see(next(NEXT))


def test_sold():
    sell(next(NEXT))


class Shelf:
    """It only keeps; how much of it, others decide."""

    def __init__(self):
        self.books = {}

    def put(self, number, book):
        self.books[number] = book


class Librarian:
    def __init__(self, shelf):
        self.shelf = shelf

    def receive(self, book):
        self.shelf.put(next(NEXT), book)
        if len(self.shelf.books) > 100:
            del self.shelf.books[min(self.shelf.books)]


DESK = Librarian(Shelf())


def test_book_is_received():
    DESK.receive(object())
