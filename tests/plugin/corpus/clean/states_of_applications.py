# clean: what an application keeps in its state for its whole life, or for the length of one run
# run: discover
import contextlib
from collections import deque
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


class Hub:
    def __init__(self):
        self.rooms = {}
        self.recent = deque(maxlen=2)
        self.parent = None


async def index(request):
    hub = request.app.state.hub
    hub.recent.append(request.url.path)
    request.app.state.pages.setdefault(request.url.path, "index")
    return PlainTextResponse(str(len(hub.rooms)))


@contextlib.asynccontextmanager
async def lifespan(app):
    app.state.hub = Hub()  # another one each time that the application starts
    app.state.hub.rooms["lobby"] = set()
    yield


APP = Starlette(routes=[Route("/", index)], lifespan=lifespan)
APP.state.pages = {}
CONTEXT = SimpleNamespace(clients={}, first=None)


@pytest.fixture
def client():
    with TestClient(APP) as client:
        yield client


@pytest.mark.parametrize("number", range(3))
def test_the_page(client, number):
    assert client.get("/").text == "1"


def test_a_setting_is_entered_late():
    APP.state.started = {}
    APP.state.started["at"] = 0
    CONTEXT.first = Hub()


def test_what_comes_goes():
    CONTEXT.clients["c1"] = object()
    CONTEXT.first.rooms["den"] = {"ann"}
    CONTEXT.clients.clear()
    CONTEXT.first.rooms.clear()


async def visit(request):
    visitors = request.app.state.visitors
    visitors.add("ann")
    try:
        return PlainTextResponse(str(len(visitors)))
    finally:
        visitors.discard("ann")


@pytest.fixture(scope="module")
def site():
    app = Starlette(routes=[Route("/", visit)])
    app.state.visitors = set()
    return TestClient(app)  # one client for many tests, with the application in it


@pytest.mark.parametrize("number", range(2))
def test_a_visit_ends(site, number):
    assert site.get("/").text == "1"
    assert site.get("/?again").text == "1"
