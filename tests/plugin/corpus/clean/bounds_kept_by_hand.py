# run: discover
# clean: each add makes room when there is too much; the few runs of a test fill nothing
import itertools

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
