# Fine: see above.
def disconnected(registry, sid):
    registry.sockets.pop(sid, None)
