# Not sure: closing the session would close the adapter, which the owner keeps for the next request.
import requests


class Api:
    def __init__(self, adapter):
        self._adapter = adapter

    def take(self, url):
        session = requests.Session()  # expect: WSH401 medium
        session.mount("https://", self._adapter)
        return session.get(url).text
