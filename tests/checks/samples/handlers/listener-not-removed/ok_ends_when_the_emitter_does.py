# The logger closes itself when the run is quitting: it lives exactly as long as what it listens to.
class Event:
    def __init__(self) -> None:
        self._handlers: list = []

    def add_listener(self, handler) -> None:
        self._handlers.append(handler)

    def remove_listener(self, handler) -> None:
        self._handlers.remove(handler)


class Events:
    def __init__(self) -> None:
        self.request = Event()
        self.quitting = Event()


class Environment:
    def __init__(self) -> None:
        self.events = Events()


class RequestLog:
    def __init__(self, path: str) -> None:
        self._file = open(path, "w")

    def register(self, environment: Environment) -> None:
        environment.events.request.add_listener(self._on_request)  # expect: WSH101 medium
        environment.events.quitting.add_listener(self._on_quitting)  # expect: WSH101 medium

    def _on_request(self, line: str) -> None:
        self._file.write(line)

    def _on_quitting(self) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
