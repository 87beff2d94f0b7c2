# Not sure: the store that is returned has the client for as long as it lasts, which may be as long as the program.
import httpx


class Store:
    def __init__(self, client, url):
        self.client = client
        self.url = url

    def write(self, path, text):
        return self.client.post(self.url + path, content=text)


def store_for(url):
    client = httpx.Client()  # expect: WSH401 medium
    return Store(client, url)
