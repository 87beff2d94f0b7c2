# run: discover
# leak: registry | test_joins_the_lobby | ROOMS[*] | <Guest> | born: join
# leak: registry | test_opens_a_room | registry_members_of_room_objects.ROOMS | born: join
"""Rooms are objects; those who join one and never leave are in a set of the room's."""


class Guest:
    pass


class Room:
    def __init__(self):
        self.members = set()
        self.messages = []

    def post(self, text):
        self.messages = [*self.messages, text][-3:]


ROOMS = {"lobby": Room()}


def join(name, guest):
    if name not in ROOMS:
        ROOMS[name] = Room()
    ROOMS[name].members.add(guest)  # <- join
    return ROOMS[name]


HOST = Guest()
join("lobby", HOST)


def test_joins_the_lobby():
    join("lobby", Guest()).post("hello")


def test_opens_a_room():
    join("den", Guest())


def test_joins_and_leaves():
    guest = Guest()
    join("lobby", guest).members.discard(guest)


def test_a_guest_is_there_already():
    join("lobby", HOST).post("me again")
