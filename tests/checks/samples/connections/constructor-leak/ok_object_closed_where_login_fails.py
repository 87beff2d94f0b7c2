# Fine: the handler closes the radio before it gives up.
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
    radio = Radio(entry.url)
    try:
        await radio.login()
    except OSError as error:
        await radio.close()
        raise RuntimeError("try later") from error
    radios[entry.name] = radio
