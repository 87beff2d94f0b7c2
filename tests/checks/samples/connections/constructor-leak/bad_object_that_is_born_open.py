# The radio makes a session when it is made; when the login fails, nobody has the radio, and the session stays open.
import aiohttp


class Radio:
    def __init__(self, url):
        self.session = aiohttp.ClientSession()
        self.url = url

    async def login(self):
        await self.session.post(self.url)

    async def close(self):
        await self.session.close()


async def set_up(radios, entry):
    radio = Radio(entry.url)  # expect: WSH404 medium
    try:
        await radio.login()
    except OSError as error:
        raise RuntimeError("try later") from error
    radios[entry.name] = radio
