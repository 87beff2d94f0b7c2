from .api import RatesApi


async def quote(url):
    api = RatesApi()
    try:
        return await api.latest(url)
    finally:
        await api.session.close()
