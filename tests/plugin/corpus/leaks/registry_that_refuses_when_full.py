# run: discover
# leak: registry | test_admitted | SEATS
# leak: registry | test_heard | HEARD | born: heard
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
