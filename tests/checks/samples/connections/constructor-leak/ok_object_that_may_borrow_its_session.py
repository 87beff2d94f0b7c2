# Fine: the radio makes a session only if it is given none, and here it is given one.
import aiohttp


class Radio:
    def __init__(self, url, session=None):
        mine = session or aiohttp.ClientSession()
        self.session = mine
        self.url = url

    async def login(self):
        await self.session.post(self.url)

    async def close(self):
        await self.session.close()


async def set_up(session, radios, entry):
    radio = Radio(entry.url, session)
    try:
        await radio.login()
    except OSError as error:
        raise RuntimeError("try later") from error
    radios[entry.name] = radio
