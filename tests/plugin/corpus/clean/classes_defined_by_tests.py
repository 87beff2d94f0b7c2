# run: discover
# clean: a class that a test defines is another one each time; a program defines each of its classes once
KINDS = []
READERS = {}


class Message:
    def __init_subclass__(cls):
        KINDS.append(cls)


def reads(kind):
    def add(function):
        READERS[kind] = function
        return function

    return add


def test_a_kind_of_its_own():
    class Ping(Message):
        pass

    assert KINDS[-1] is Ping


def test_a_reader_of_its_own():
    class Pong:
        pass

    @reads(Pong)
    def read(pong):
        return pong

    assert READERS[Pong] is read
