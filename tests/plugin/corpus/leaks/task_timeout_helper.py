# leak: task | TestQuotes::test_slow_quote_times_out | Quotes._fetch
"""`shield` protects the request from the timeout, and from everybody else."""

import asyncio

import pytest


class Quotes:
    async def _fetch(self, symbol):
        await asyncio.Event().wait()
        return symbol

    async def get(self, symbol):
        request = asyncio.ensure_future(self._fetch(symbol))  # <- born
        return await asyncio.wait_for(asyncio.shield(request), 0.01)


class TestQuotes:
    async def test_slow_quote_times_out(self):
        with pytest.raises(asyncio.TimeoutError):
            await Quotes().get("ACME")
