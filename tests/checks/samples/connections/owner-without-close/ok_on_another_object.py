# Somebody closes what goes by that name, enters it, has it to close, or is given it with all that it is on.
import aiohttp
import httpx
from keeper import Desk


class Query:
    def __init__(self, shop):
        self.shop = shop

    async def run(self, path):
        self.shop.web = aiohttp.ClientSession()
        async with self.shop.web.get(path) as answer:
            return await answer.json()


class Shop:
    async def close(self):
        await self.web.close()


async def tell(bot, store):
    bot.line = httpx.AsyncClient()
    await bot.line.get("https://news.example")
    store.keep(bot.line)


async def ask(bot):
    bot.once = httpx.AsyncClient()
    async with bot.once:
        return await bot.once.get("https://news.example")


def give(bot):
    bot.given = httpx.Client()
    bot.given.get("https://news.example")
    return bot.given


class Clerk:
    def __init__(self):
        self._desk = Desk()

    def open(self):
        self._desk.web_of_the_desk = httpx.Client()
        self._desk.web_of_the_desk.get("https://news.example")
