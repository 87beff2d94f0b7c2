# Fine: a session that nobody has asked for anything has no connection.
import requests


class Device:
    def __init__(self, services, make):
        self._session = requests.Session()
        self._control = make(services, self._session)
        if self._control is None:
            raise LookupError("no control service")
