# All handlers serve the last socket.
def wire(emitter, sockets):
    for name, ws in sockets.items():
        emitter.on(name, lambda data: ws.outbox.append(data))  # expect: WSH111
