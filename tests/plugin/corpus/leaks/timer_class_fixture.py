# leak: timer | fixture limiter (class) | Limiter.refill
import asyncio

import pytest
import pytest_asyncio


class Limiter:
    def __init__(self):
        self.tokens = 1

    def refill(self):
        self.tokens = 1

    def take(self):
        self.tokens -= 1
        return self.tokens >= 0


@pytest.mark.asyncio(loop_scope="class")
class TestLimiter:
    @pytest_asyncio.fixture(scope="class", loop_scope="class")
    async def limiter(self):
        limiter = Limiter()
        asyncio.get_running_loop().call_later(60, limiter.refill)  # <- born
        return limiter

    async def test_one(self, limiter):
        assert limiter.take()

    async def test_two(self, limiter):
        assert not limiter.take()
