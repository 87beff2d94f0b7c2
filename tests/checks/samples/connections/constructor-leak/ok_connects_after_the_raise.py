# Fine: the object is only made before the `raise`; it opens its connection in the `try`.
class Voice:
    def __init__(self, client):
        self.client = client

    async def connect(self):
        self.ws = await self.client.open()

    async def disconnect(self):
        await self.ws.close()


async def join(cls, client):
    voice = cls(client)
    if not isinstance(voice, Voice):
        raise TypeError("no voice")
    client.voices.append(cls)
    try:
        await voice.connect()
    except TimeoutError:
        await voice.disconnect()
        raise
    return voice
