# The table of handlers knows the types of messages; their numbers are new each time.
class Session:
    def __init__(self, websocket, handlers):
        self._websocket = websocket
        self._handlers = handlers
        self._seen = {}

    def on_message(self, message):
        handle = self._handlers[message["type"]]
        handle(message)
        self._seen[message["id"]] = message  # expect: WSH311

    def close(self):
        self._handlers.clear()
        self._websocket.close()
