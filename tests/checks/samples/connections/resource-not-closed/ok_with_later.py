# The local name is entered by `with` further down.
import httpx


def rates(url):
    client = httpx.Client()
    with client:
        return client.get(url).json()
