# The name may stand for a client that the caller owns; nobody can tell here who has to close it.
import httpx


def rates(url, client=None):
    http = client or httpx.Client()
    return http.get(url).json()
