# Not sure: nobody takes a client out but `close` itself, so that only one who comes during the end would disturb it.
class Clients:
    def __init__(self):
        self._clients = {}

    def of(self, proxy, make):
        if proxy not in self._clients:
            self._clients[proxy] = make(proxy)
        return self._clients[proxy]

    async def close(self):
        for client in self._clients.values():  # expect: WSH507 medium
            await client.close()
        self._clients.clear()
