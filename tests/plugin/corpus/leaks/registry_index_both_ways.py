# run: discover
# leak: registry | test_joins | CHANNELS | MEMBERS | grew 0 -> 1
# leak: registry | test_puts_two_things_in | TOPICS | born: topic
# leak: registry | test_puts_two_things_in | SEATS | born: seat
"""An index by channel and one by member, filled by one call, are one leak; what a test itself fills are two."""

import itertools

CHANNELS = {}
MEMBERS = {}
TOPICS = {}
SEATS = {}
NUMBERS = itertools.count()


def join(member, channel):
    CHANNELS.setdefault(channel, set()).add(member)  # <- born
    MEMBERS.setdefault(member, set()).add(channel)


def part(member, channel):
    CHANNELS.pop(channel).clear()
    MEMBERS.pop(member).clear()


def test_joins():
    number = next(NUMBERS)
    join(f"guest-{number}", f"channel-{number}")


def test_joins_and_parts():
    join("host", "studio")
    part("host", "studio")


def test_puts_two_things_in():
    TOPICS[next(NUMBERS)] = "rain"  # <- topic
    SEATS[f"row-{next(NUMBERS)}"] = "ann"  # <- seat
