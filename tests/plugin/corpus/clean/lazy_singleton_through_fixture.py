# clean: a client that is made lazily by a test, held and closed by the session's application
import httpx
import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="session")


class App:
    _http = None

    @property
    def http(self):
        if self._http is None:
            self._http = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
        return self._http

    async def close(self):
        if self._http is not None:
            await self._http.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app():
    app = App()
    yield app
    await app.close()


async def test_get(app):
    assert (await app.http.get("http://x/")).status_code == 200


async def test_get_again(app):
    assert (await app.http.get("http://y/")).is_success
