# The function has been called before the next round; and what is looked up has its name from outside.
def sort(rooms, weights, emitter):
    for name, members in rooms.items():
        members.sort(key=lambda member: weights[name][member])
    emitter.once("sorted", lambda data: print(rooms, data))
