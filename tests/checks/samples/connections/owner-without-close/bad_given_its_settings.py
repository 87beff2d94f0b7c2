# What is set on the session does not take it over, and `__exit__` closes nothing.
import requests


class Client:
    def __init__(self, url, **settings):
        self._url = url
        self._session = requests.Session()  # expect: WSH402 medium
        for name, value in settings.items():
            setattr(self._session, name, value)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def take(self, path):
        return self._session.get(self._url + path)
