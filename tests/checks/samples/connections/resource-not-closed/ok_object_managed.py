# Fine: `async with` closes the radio, whatever happens.
import aiohttp


class Radio:
    def __init__(self, url):
        self.session = aiohttp.ClientSession()
        self.url = url

    async def __aenter__(self):
        return self

    async def __aexit__(self, *reason):
        await self.close()

    async def login(self):
        await self.session.post(self.url)

    async def close(self):
        await self.session.close()


async def probe(url):
    async with Radio(url) as radio:
        await radio.login()
        return radio.url


async def probe_again(url):
    radio = Radio(url)
    async with radio:
        await radio.login()
    return "ok"
