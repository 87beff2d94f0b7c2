# A number that is called `_` stays open all the same.
import tempfile


def place_for(work):
    _, path = tempfile.mkstemp()  # expect: WSH401
    work(path)
    return path
