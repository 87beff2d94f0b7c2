# Fine: each kind of event has a constant for its name, and the names are taken from what is there already.
class Status:
    def __init__(self):
        self._status = {}
        self._waiting = {}

    async def on_event(self, event):
        self._waiting[event.SERVICE] = event
        await self._publish(event.SERVICE, event.online)
        self._waiting.pop(event.SERVICE, None)

    async def on_resend(self):
        for name, online in self._status.items():
            await self._publish(name, online)

    async def on_offline(self):
        for name in self._status:
            await self._publish(name, False)

    async def _publish(self, name, online):
        self._status[name] = online
        self._waiting.pop(name, None)


STATUS = Status()
