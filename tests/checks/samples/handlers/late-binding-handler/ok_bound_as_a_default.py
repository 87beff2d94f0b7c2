# Each handler has a variable of its own.
def forward(emitter, sockets):
    for name, ws in sockets.items():
        emitter.once(name, lambda data, ws=ws: ws.outbox.append(data))
    for name, ws in sockets.items():

        def close(data, ws=ws):
            ws.outbox.clear()

        emitter.once(f"{name} closed", close)
