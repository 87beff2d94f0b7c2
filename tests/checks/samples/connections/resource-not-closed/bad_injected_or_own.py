# Leaks: where the caller gives no client, one is opened that nobody else knows of.
import httpx


def rates(url, client=None):
    http = client or httpx.Client()  # expect: WSH401
    return http.get(url).json()


def rates_with(url, client=None):
    http = client if client is not None else httpx.Client()  # expect: WSH401
    return http.get(url).json()
