# Leaks: the handler of another module registers each connection, and nothing takes one out again.
clients = {}


def register(name, websocket):
    clients[name] = websocket  # expect: WSH302
