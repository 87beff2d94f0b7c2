# Neither of them is ever called.
from functools import partial

from blinker import Signal

joined = Signal()


def announce(room):
    joined.connect(lambda user: room.say(user))  # expect: WSH107
    joined.connect(partial(print, "joined:"))  # expect: WSH107
