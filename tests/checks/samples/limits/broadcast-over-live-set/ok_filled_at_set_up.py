# Fine: the members are known from the start and stay.
class Mirror:
    def __init__(self, uplinks):
        self._uplinks = set()
        for uplink in uplinks:
            self._uplinks.add(uplink)

    async def broadcast(self, message):
        for uplink in self._uplinks:
            await uplink.send(message)
