# Fine: the one entry is taken out again where a save has failed; no server has gone, and the other entry stays true.
class Library:
    def __init__(self, servers):
        self._servers = servers
        self._looks = {}
        self._orders = {}

    def look_of(self, server_id):
        self._looks[server_id] = self._servers.look_of(server_id)
        return self._looks[server_id]

    def order_of(self, server_id):
        self._orders[server_id] = self._servers.order_of(server_id)  # expect: WSH311 info
        return self._orders[server_id]

    def save_look(self, server_id, look):
        self._looks[server_id] = look
        try:
            self._servers.save_look(server_id, look)
        except Exception:
            self._looks.pop(server_id)
            raise
