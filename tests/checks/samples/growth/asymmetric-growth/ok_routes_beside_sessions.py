# Fine: routes are registered while the server is set up; only sessions come and go.
class Server:
    def __init__(self):
        self._routes = {}
        self._sessions = {}

    def add_route(self, name, handler):
        self._routes[name] = handler

    def open(self, name, session):
        self._sessions[name] = session

    def close_session(self, name):
        del self._sessions[name]
