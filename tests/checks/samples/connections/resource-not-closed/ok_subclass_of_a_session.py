# Sessions of a class of one's own are left by hand, or closed with the program that they are registered with.
import aiohttp


class Web(aiohttp.ClientSession):
    def __init__(self, token):
        super().__init__(headers={"Authorization": token})


async def fetch(url, token, web=None):
    needs_exit = web is None
    session = web or Web(token)
    try:
        async with session.get(url) as response:
            return await response.text()
    finally:
        if needs_exit:
            await session.__aexit__(None, None, None)


async def fetch_once(url, token):
    session = Web(token)
    try:
        async with session.get(url) as response:
            return await response.text()
    finally:
        await session.__aexit__(None, None, None)


def make(program, token):
    web = Web(token)
    _async_register_shutdown(program, web)
    return web


def _async_register_shutdown(program, web):
    program.on_end(web.close)


class Page:
    def __init__(self, program, token):
        self._web = make(program, token)

    async def show(self, url):
        async with self._web.get(url) as response:
            print(await response.text())
