# The session is only in a local name. What is made with it goes on using it, and cannot close it: it has no method for that.
import pymongo
import requests


class Sender:
    def __init__(self, post):
        self._post = post

    def send(self, text):
        return self._post("http://localhost/", data=text).status_code


class Lookup:
    def __init__(self, session):
        self._session = session

    def look(self, name):
        return self._session.get(f"http://localhost/{name}").text


class Station:
    def __init__(self):
        session = requests.Session()  # expect: WSH401 medium
        self.sender = Sender(post=session.post)


class Library:
    def __init__(self):
        session = requests.Session()  # expect: WSH401 medium
        self._lookup = Lookup(session)


class Branch:
    def __init__(self, office):
        session = requests.Session()  # expect: WSH401 medium
        line = office.line(ask=session.get)
        self.line = line


class Desk:
    def __init__(self):
        session = requests.Session()  # expect: WSH401 medium
        self._ask = session.get


def database(name):
    client = pymongo.MongoClient()  # expect: WSH401 medium
    return getattr(client, name)


def database_of(settings):
    client = pymongo.MongoClient(settings.host)  # expect: WSH401 medium
    found = getattr(client, settings.name)
    return found


def once(name):
    session = requests.Session()  # expect: WSH401
    return Lookup(session).look(name)
