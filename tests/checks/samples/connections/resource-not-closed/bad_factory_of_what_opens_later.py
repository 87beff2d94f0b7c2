# A session holds nothing until it has asked something; each worker has its own, from a method, and leaves it open.
import requests


class Solver:
    def __init__(self, token):
        self._token = token

    def make_session(self):
        session = requests.Session()
        session.headers["X-Token"] = self._token
        return session

    def submit(self, problems):
        session = self.make_session()  # expect: WSH401
        for problem in problems:
            session.post("http://localhost/problems", data=problem)

    def note(self):
        session = self.make_session()
        return dict(session.headers)
