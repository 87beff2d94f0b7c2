# All handlers send to the last socket.
def forward(emitter, sockets):
    for name, ws in sockets.items():
        emitter.once(name, lambda data: ws.outbox.append(data))  # expect: WSH111
