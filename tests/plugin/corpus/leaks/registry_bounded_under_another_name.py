# run: discover
# leak: registry | test_book_is_received | registry_bounded_under_another_name.DESK.shelf.books | 0 -> 1 | born: put
"""Who has something added keeps a bound of its own, but not on what grows."""

import itertools

NEXT = itertools.count()


class Shelf:
    def __init__(self):
        self.books = {}

    def put(self, number, book):
        self.books[number] = book  # <- put


class Librarian:
    def __init__(self, shelf):
        self.shelf = shelf
        self.received = []

    def receive(self, book):
        number = next(NEXT)
        self.shelf.put(number, book)
        self.received.append(number)
        if len(self.received) > 100:
            del self.received[0]


DESK = Librarian(Shelf())


def test_book_is_received():
    DESK.receive(object())
