# leak: session | test_weather | Weather._session
"""A lazily made class-level session, made by the first test that needs it and closed by none."""

import aiohttp


class Weather:
    _session = None

    @classmethod
    def session(cls):
        if cls._session is None:
            cls._session = aiohttp.ClientSession()  # <- born
        return cls._session


async def test_weather():
    assert not Weather.session().closed


async def test_no_weather():
    assert Weather is not None
