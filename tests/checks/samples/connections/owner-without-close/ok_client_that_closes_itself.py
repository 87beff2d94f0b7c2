# Fine: clients of this kind close themselves when the last one who has them lets go.
import httpx


class Client(httpx.Client):
    def __del__(self):
        if not self.is_closed:
            self.close()


class Weather:
    def __init__(self, url):
        self._client = Client(base_url=url)

    def today(self):
        return self._client.get("today").json()


def forecast(url):
    client = Client(base_url=url)
    return client.get("week").json()
