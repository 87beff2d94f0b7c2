# The repair: all handlers serve the last socket no longer.
def wire(emitter, sockets):
    for name, ws in sockets.items():
        emitter.on(name, lambda data, ws=ws: ws.outbox.append(data))
