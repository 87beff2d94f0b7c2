# The session belongs to whoever passed it in.


class RatesApi:
    def __init__(self, session, base):
        self._session = session
        self._base = base

    async def latest(self, pair):
        response = await self._session.get(f"{self._base}/{pair}")
        return await response.json()
