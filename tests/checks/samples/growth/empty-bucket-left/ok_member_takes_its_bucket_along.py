# The last player who leaves takes the bucket along; and what a calculation counts ends with it.
class Player:
    def __init__(self, name, rooms):
        self.name = name
        self.rooms = set(rooms)

    def leave(self, hall: "Hall"):
        for room in self.rooms:
            players = hall.players_in.get(room, set())
            players.discard(self)
            if not players:
                hall.players_in.pop(room, None)
        hall.players.pop(self.name)


class Hall:
    def __init__(self):
        self.players = {}
        self.players_in = {}

    def enter(self, name, room):
        player = self.players[name]
        player.rooms.add(room)
        self.players_in.setdefault(room, set()).add(player)


class Plan:
    def __init__(self):
        self.tasks_of = {}

    def add(self, person, task):
        self.tasks_of.setdefault(person, set()).add(task)


def solve(plan: Plan, done):
    for person, task in done:
        plan.tasks_of[person].discard(task)
    return plan
