# There is one handler: the loop ends with it.
def first_free(emitter, sockets):
    for ws in sockets:
        if not ws.busy:
            emitter.once("news", lambda data: ws.outbox.append(data))
            break
