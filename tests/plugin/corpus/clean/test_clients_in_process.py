# clean: clients of an application in the same process hold no connection, and hardly anybody closes them
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


async def home(request):
    return PlainTextResponse("home")


APP = Starlette(routes=[Route("/", home)])
KEPT = []


@pytest.fixture
def client():
    return TestClient(APP)


@pytest.fixture(scope="module")
def module_client():
    return TestClient(APP)


def test_function(client):
    assert client.get("/").text == "home"


def test_module(module_client):
    assert module_client.get("/").text == "home"


def test_kept():
    KEPT.append(TestClient(APP))
    assert KEPT[0].get("/").is_success


async def test_asgi_transport():
    client = httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://app")
    KEPT.append(client)
    assert (await client.get("/")).text == "home"


def test_mock_transport():
    KEPT.append(httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(204))))
    assert KEPT[-1].get("http://nowhere/").status_code == 204
