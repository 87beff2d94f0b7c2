# Fine: the session is everybody's; a radio that cannot log in leaves nothing open.
import aiohttp


class Radio:
    def __init__(self, session: aiohttp.ClientSession, url):
        self.session = session
        self.url = url

    async def login(self):
        await self.session.post(self.url)

    async def close(self):
        await self.session.post(self.url + "/logout")


async def set_up(session, radios, entry):
    radio = Radio(session, entry.url)
    try:
        await radio.login()
    except OSError as error:
        raise RuntimeError("try later") from error
    radios[entry.name] = radio
