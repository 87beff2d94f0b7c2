# Fine: the request is removed under its number, which its handler is given as well.
from functools import partial


class Requests:
    def __init__(self):
        self._by_number = {}

    def add(self, number, handle):
        self._by_number[number] = handle

    def remove(self, number):
        self._by_number.pop(number, None)


class Client:
    def __init__(self, wire):
        self._wire = wire
        self._requests = Requests()

    def ask(self, number):
        self._requests.add(number=number, handle=partial(self._wire.ask, number))

    def answered(self, number):
        self._requests.remove(number=number)
