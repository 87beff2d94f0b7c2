# Each of them is kept by something else, or held by the signal itself.
from blinker import Signal

joined = Signal()


def print_user(user):
    print(user)


class Room:
    def __init__(self):
        self.said = []
        self.tell = lambda user: self.said.append(user)
        joined.connect(self.tell)
        joined.connect(self.said.append)
        joined.connect(print_user)


def forward(outbox):
    def tell(user):
        outbox.append(user)

    joined.connect(tell)
    return tell
