# run: discover
# leak: registry | test_admitted | SEATS
# leak: registry | test_heard | HEARD | born: heard
# leak: registry | test_served | CALLS | born: called
"""What is full refuses: nobody is taken out for those who come next. At the end of the program all are taken out."""

SEATS = {}
HEARD = []


def admit(name):
    if len(SEATS) >= 1000:
        raise RuntimeError("full")
    SEATS[name] = object()  # <- born


def hear(word):
    HEARD.append(word)  # <- heard
    while len(HEARD) > 100 and HEARD[-1] == HEARD[-2]:
        print("again")


def close():
    while len(SEATS) > 0:
        SEATS.popitem()


def test_admitted():
    admit(object())


def test_heard():
    hear("hello")


def serve(name):
    CALLS[name] = object()  # <- called
    try:
        if name is None:
            raise ConnectionError
    except ConnectionError:
        CALLS.pop(name)


CALLS = {}


def hang_up():
    for name in list(CALLS):
        CALLS.pop(name)


def test_served():
    serve(object())
