# Fine: a new radio has nothing open; what `login` opens is closed where it fails.
import aiohttp


class Radio:
    def __init__(self, url):
        self.session = None
        self.url = url

    async def login(self):
        self.session = aiohttp.ClientSession()
        try:
            await self.session.post(self.url)
        except OSError:
            await self.close()
            raise

    async def close(self):
        if self.session is not None:
            await self.session.close()


async def set_up(radios, entry):
    radio = Radio(entry.url)
    try:
        await radio.login()
    except OSError as error:
        raise RuntimeError("try later") from error
    radios[entry.name] = radio
