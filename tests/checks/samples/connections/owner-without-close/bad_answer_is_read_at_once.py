# What is returned is a part of an answer, and not the session.
import requests


class Rates:
    def __init__(self, url):
        self._url = url
        self._session = requests.Session()  # expect: WSH402 medium

    def take(self):
        return self._session.get(self._url).text
