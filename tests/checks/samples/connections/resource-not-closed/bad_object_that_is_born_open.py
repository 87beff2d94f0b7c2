# The probe closes its radio where the login works, and leaves it and its session open where it does not.
import aiohttp


class Radio:
    def __init__(self, url):
        self.session = aiohttp.ClientSession()
        self.url = url

    async def login(self):
        await self.session.post(self.url)

    async def close(self):
        await self.session.close()


async def probe(url):
    radio = Radio(url)  # expect: WSH401
    try:
        await radio.login()
    except OSError:
        return "cannot connect"
    await radio.close()
    return "ok"
