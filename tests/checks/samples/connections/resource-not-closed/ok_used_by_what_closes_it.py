# What is made with the session closes it, or is given what closes it; one that was never used has nothing open.
import requests


class Lookup:
    def __init__(self, session):
        self._session = session

    def look(self, name):
        return self._session.get(f"http://localhost/{name}").text

    def close(self):
        self._session.close()


class Sender:
    def __init__(self, post, close):
        self._post = post
        self._close = close

    def send(self, text):
        return self._post("http://localhost/", data=text).status_code

    def end(self):
        self._close()


class Shelf:
    def __init__(self, session):
        self._session = session

    @property
    def session(self):
        return self._session

    def look(self, name):
        return self._session.get(f"http://localhost/{name}").text


class Reader:
    def __init__(self):
        session = requests.Session()
        self._shelf = Shelf(session)

    def close(self):
        self._shelf.session.close()


class Headers:
    def __init__(self, session):
        self.names = list(session.headers)


class Library:
    def __init__(self):
        session = requests.Session()
        self._lookup = Lookup(session)


class Station:
    def __init__(self):
        session = requests.Session()
        self.sender = Sender(session.post, session.close)


class Desk:
    def __init__(self):
        session = requests.Session()
        self._ask = session.get
        self._end = session.close


def usual_headers():
    session = requests.Session()
    return Headers(session).names
