# Leaks: a player who leaves takes itself out of the bucket of each of its rooms, and the empty buckets stay.
class Hall:
    def __init__(self):
        self.players = {}
        self.players_in = {}

    def register(self, player):
        self.players[player.name] = player
        for room in player.rooms:
            self.players_in.setdefault(room, set()).add(player)

    def enter(self, name, room):
        player = self.players[name]
        player.rooms.add(room)
        self.players_in.setdefault(room, set()).add(player)  # expect: WSH309 info


class Player:
    def __init__(self, name, rooms):
        self.name = name
        self.rooms = set(rooms)

    def leave(self, hall: Hall):
        for room in self.rooms:
            players = hall.players_in.get(room, set())
            players.discard(self)
        hall.players.pop(self.name)
