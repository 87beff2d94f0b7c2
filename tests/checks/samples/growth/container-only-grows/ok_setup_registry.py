# Fine: handlers are registered when the application is put together.
class Router:
    def __init__(self):
        self._handlers = {}

    def route(self, name):
        def register(handler):
            self._handlers[name] = handler
            return handler

        return register

    def add_handler(self, name, handler):
        self._handlers[name] = handler

    def on_message(self, message):
        self._handlers[message["type"]](message)
