# Fine: the project never calls what takes a channel out, so nothing changes the channels while they are closed.
class Pager:
    async def close(self):
        print("closed")


class Alerts:
    def __init__(self):
        self._channels = {}

    def add_channel(self, name, channel):
        self._channels[name] = channel

    def remove_channel(self, name):
        if name in self._channels:
            del self._channels[name]

    async def close(self):
        for channel in self._channels.values():  # expect: WSH507 info
            await channel.close()


def configured():
    alerts = Alerts()
    alerts.add_channel("pager", Pager())
    return alerts
